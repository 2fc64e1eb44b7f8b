import Datasets
import Queries
import Recipes
import Tensors

/// The one file of a session directory that a reader trusts; written last.
struct Manifest: Codable, Equatable {
  static let format = "crescent-session"
  static let version = 1

  var format = Manifest.format
  var version = Manifest.version
  /// Of Crescent itself.
  var engine: String
  /// Which session this is; saving another one over it is refused.
  var session: String
  var seed: UInt64
  var threads: Int
  /// What networks are asked to compute in; in older files what they computed in, or absent.
  var precision: Precision?
  /// The rest of the settings; absent in older files.
  var winograd: Bool?
  var force: Bool?
  var dataset: DatasetReference
  /// Global ids.
  var trainingIDs: [Int]
  var validationIDs: [Int]
  var method: NamedOptions
  var strategy: NamedOptions
  var pretrainedEpochs: Int
  /// Closed rounds, each in `rounds/NNNN.json`.
  var rounds: [StoredObject]
  /// The round that is going on.
  var current: RoundRecord
  var streams: Streams
  /// The head of `labels.tsv` that belongs to this state, and how many labels it has.
  var labels: StoredObject
  var labelCount: Int
  /// The learner's tensors.
  var learner: StoredObject
  /// Those of the round before, where the strategy compares with them.
  var earlier: StoredObject?
  /// Labels that nobody gave for the image itself: id → class.
  var provisional: [Int: Int]?
  /// Pairs known to be of one class, or of two.
  var constraints: [PairConstraint]?

  /// What the session computes with.
  var settings: EngineSettings {
    // An older file says bfloat16 only of a session that did compute in it.
    EngineSettings(
      threads: threads, precision: precision ?? .float32, winograd: winograd ?? true,
      force: force ?? (precision == .bfloat16))
  }
}

/// A file of the session, with what proves it whole.
struct StoredObject: Codable, Equatable {
  let file: String
  let bytes: Int
  let sha256: String
}

/// Which data a session was made on, and how to recognise it.
public struct DatasetReference: Codable, Equatable, Sendable {
  public let name: String
  /// Where it was found, if the user said so.
  public let root: String?
  public let fingerprint: String
  public let scaling: Scaling
  /// How it was made, where it is not simply a known set; older sessions have none.
  public let origin: DatasetOrigin?
  /// How many pictures there were; absent in older sessions.
  public let images: Int?
}
