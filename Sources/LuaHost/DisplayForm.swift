/// One form in which a value can be shown.
public struct DisplayForm {
  /// Which form.
  public let type: MIMEType
  private let make: () throws -> [UInt8]

  /// - Parameter make: the bytes; called each time that somebody wants them, so it must always give
  ///   the same: what may change later is kept in the closure.
  public init(_ type: MIMEType, make: @escaping () throws -> [UInt8]) {
    self.type = type
    self.make = make
  }

  /// Plain text.
  public init(text: String) { self.init(.text) { Array(text.utf8) } }

  /// Makes the bytes.
  public func bytes() throws -> [UInt8] { try make() }
}
