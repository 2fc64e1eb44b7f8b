/// The kind of a failure, under a short name that stays the same whatever its words are.
///
/// A module adds its own kinds in an extension. What a code means to the users of a host, such as the
/// call that helps, is the host's to say.
public struct FailureCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// Lower-case words joined by hyphens.
  public let rawValue: String

  /// A code of this name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The name.
  public var description: String { rawValue }

  /// Input that is not as it must be: what most failures are.
  public static let invalid = FailureCode(rawValue: "invalid")
  /// A name that is not among those that are known.
  public static let unknownName = FailureCode(rawValue: "unknown-name")
  /// A position or id that is not there.
  public static let outOfRange = FailureCode(rawValue: "out-of-range")
  /// A file or folder that the system does not let us read or write.
  public static let file = FailureCode(rawValue: "file")
  /// More memory than there is.
  public static let memory = FailureCode(rawValue: "memory")
  /// Numbers stopped being finite.
  public static let diverged = FailureCode(rawValue: "diverged")
}
