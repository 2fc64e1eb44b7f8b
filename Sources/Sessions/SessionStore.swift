import Recipes
import Tensors

/// Where a session is kept.
public protocol SessionStore: AnyObject {
  /// Where it is, for the user.
  var place: String { get }

  /// Keeps the answers that are not kept yet; they are safe when this returns.
  /// - Parameter table: the answers of users by the names of files, for people to read.
  /// - Throws: a `Failure` where they cannot be kept.
  func append(_ state: SessionState, table: String?) throws

  /// Keeps everything that is needed to go on from here.
  /// - Throws: a `Failure` where it cannot be kept; what was kept before is as it was.
  func commit(_ snapshot: SessionSnapshot) throws
}

/// A session at one point in time, whole.
public struct SessionSnapshot {
  public let plan: SessionPlan
  public let dataset: DatasetReference
  public let state: SessionState
  /// The learner's tensors under `learner`, and those of other points in time under their names.
  public let tensors: [String: [String: Tensor]]
  /// What was done since the commit before.
  public let actions: [String]
  /// The answers of users by the names of files, for people to read.
  public let table: String?
}
