import Recipes

/// How a data set was made, so that a saved session can make it again.
public struct DatasetOrigin: Codable, Equatable, Sendable {
  /// What it began as.
  public enum Base: Codable, Equatable, Sendable {
    /// A set that is known by name, in one of the usual places or in `root`.
    case known(name: String, root: String?, options: ReadingOptions)
    /// A user's own files.
    case opened(path: String, options: OpeningOptions)
    /// One that is computed.
    case synthetic(name: String, values: [String: OptionValue])
  }

  /// What was done to it since, in order.
  public enum Step: Codable, Equatable, Sendable {
    case subset(SubsetRule)
    case split(SplitRule)
    case selection([Int])
  }

  /// What it began as.
  public let base: Base
  /// What was done to it since.
  public var steps: [Step] = []

  /// An origin without steps.
  public init(_ base: Base) {
    self.base = base
  }
}
