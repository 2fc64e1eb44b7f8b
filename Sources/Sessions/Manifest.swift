import Datasets
import Formats
import Tensors

/// The one file of a session directory that a reader trusts; written last.
struct Manifest: Codable, Equatable {
  static let format = "crescent-session"
  static let version = 2

  var format = Manifest.format
  var version = Manifest.version
  /// Of Crescent itself.
  var engine: String
  var plan: SessionPlan
  var dataset: DatasetReference
  /// The latest commit of each branch.
  var branches: [String: String]
  /// The branch that goes on.
  var head: String
  /// Every commit that some branch has come through.
  var commits: [CommitEntry]
  /// The head of the journal of answers that belongs to the commits; rows after it are newer.
  var journal: StoredObject

  /// The latest commit of the branch that goes on.
  var latest: CommitEntry? { commits.first { $0.name == branches[head] } }
}

/// A file of the session, with what proves it whole.
struct StoredObject: Codable, Equatable, Hashable {
  /// Below the session's directory.
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
  /// How many images there were; absent in older sessions.
  public let images: Int?

  init(_ dataset: Dataset) throws {
    name = dataset.name
    root = dataset.root
    fingerprint = try dataset.fingerprint
    scaling = dataset.scaling
    origin = dataset.origin
    images = dataset.images.count
  }
}
