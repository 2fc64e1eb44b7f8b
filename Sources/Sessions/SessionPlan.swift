/// What a session is for its whole life.
public struct SessionPlan: Codable, Equatable, Sendable {
  /// Which session this is; saving another one over it is refused.
  public let session: String
  /// Of every random stream.
  public let seed: UInt64
  /// Images that are trained on, labelled or not, ascending global ids.
  public let trainingIDs: [Int]
  /// Images set aside for evaluation, ascending global ids.
  public let validationIDs: [Int]
}
