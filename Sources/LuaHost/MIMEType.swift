/// The form of shown bytes, by its registered name.
public struct MIMEType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The registered name, `image/png`.
  public let rawValue: String

  /// The form of this name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The registered name.
  public var description: String { rawValue }

  /// UTF-8 text.
  public static let text = MIMEType(rawValue: "text/plain")
  /// An image of pixels.
  public static let png = MIMEType(rawValue: "image/png")
}
