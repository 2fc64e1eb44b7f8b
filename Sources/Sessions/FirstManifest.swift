import Formats
import Queries
import Recipes
import Tensors

/// The manifest of format 1, which version 0.1 wrote: one state, its fields beside those of the session.
struct FirstManifest: Decodable {
  let session: String
  let seed: UInt64
  let threads: Int
  let precision: Precision?
  let dataset: DatasetReference
  let trainingIDs: [Int]
  let validationIDs: [Int]
  let method: NamedOptions
  let strategy: NamedOptions
  let pretrainedEpochs: Int
  let rounds: [StoredObject]
  let current: RoundRecord
  let streams: Streams
  /// The head of `labels.tsv`, and how many answers it has.
  let labels: StoredObject
  let labelCount: Int
  let learner: StoredObject
  let earlier: StoredObject?
  let provisional: [Int: Int]?
  let constraints: [PairConstraint]?

  var plan: SessionPlan {
    SessionPlan(
      session: session, seed: seed, trainingIDs: trainingIDs, validationIDs: validationIDs)
  }

  /// Its state; rounds and answers are in files of their own.
  var state: SessionState {
    // It says bfloat16 only of a session that did compute in it.
    let settings = EngineSettings(
      threads: threads, precision: precision ?? .float32, winograd: true,
      force: precision == .bfloat16)
    var state = SessionState(
      method: method, strategy: strategy, settings: settings, streams: streams)
    state.pretrainedEpochs = pretrainedEpochs
    state.current = current
    state.provisional = provisional ?? [:]
    state.constraints = constraints ?? []
    return state
  }

  var tensors: [String: StoredObject] {
    var tensors = ["learner": learner]
    tensors["earlier"] = earlier
    return tensors
  }

  /// The answers that belong to the state; rows after them are of a save that was cut short.
  func readAnswers(in directory: SessionDirectory) throws -> [Annotation] {
    let path = directory.path + "/labels.tsv"
    let bytes = try FileBytes.read(path)
    guard labels.bytes >= 0, bytes.count >= labels.bytes else {
      throw Failure(path, "is cut short", expected: "\(labels.bytes) bytes", got: "\(bytes.count)")
    }
    let head = Array(bytes.prefix(labels.bytes))
    guard SessionFile.digest(head) == labels.sha256 else {
      throw Failure(path, "is damaged", expected: "SHA-256 \(labels.sha256.prefix(12))…")
    }
    let lines = String(decoding: head, as: UTF8.self).split(separator: "\n").dropFirst()
    let answers = try lines.enumerated().map { index, line in
      try Annotation(row: line, of: path, line: index + 2)
    }
    guard answers.count == labelCount else {
      throw Failure(path, "is damaged", expected: "\(labelCount) labels", got: "\(answers.count)")
    }
    return answers
  }
}

/// A manifest of any format that can be read.
enum AnyManifest {
  case first(FirstManifest)
  case present(Manifest)

  var session: String { plan.session }

  var plan: SessionPlan {
    switch self {
    case .first(let manifest): manifest.plan
    case .present(let manifest): manifest.plan
    }
  }

  var dataset: DatasetReference {
    switch self {
    case .first(let manifest): manifest.dataset
    case .present(let manifest): manifest.dataset
    }
  }
}
