import LuaHost

/// What a cell shows in one piece: the same thing in several forms, of which whoever shows it picks one.
public struct Output {
  /// The forms, text first; there is always text.
  public let forms: [DisplayForm]
  /// The text of it, as wide as the front end's screen.
  public let text: String

  /// Text, and other forms of the same.
  public init(text: String, _ others: [DisplayForm] = []) {
    self.text = text
    forms = [DisplayForm(text: text)] + others
  }

  /// The forms that there are, text first.
  public var types: [MIMEType] { forms.map(\.type) }

  /// The bytes of one form; nil where there is no such form.
  /// - Throws: where it cannot be made.
  public func bytes(as type: MIMEType) throws -> [UInt8]? {
    try forms.first { $0.type == type }?.bytes()
  }
}
