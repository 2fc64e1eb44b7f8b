/// A Swift value on its way to Lua, or back: what a Lua userdata holds.
public final class HostObject {
  /// The value; nil once Lua has closed it.
  public internal(set) var value: Any?
  /// The declaration of its type, known once it has been in Lua.
  var declaration: TypeDeclaration?
  private var account: (ledger: Ledger, bytes: Int)?

  /// A value of a class, struct or enum that a `UserType` of the state describes.
  public init(_ value: Any) {
    self.value = value
  }

  /// The name that the type's declaration gives, else Swift's.
  public var typeName: String {
    declaration?.name ?? value.map { "\(type(of: $0))" } ?? "object"
  }

  /// The value, where it is an instance of a class.
  var instance: AnyObject? {
    guard let value, type(of: value) is AnyClass else { return nil }
    return value as AnyObject
  }

  /// Binds the object to its declaration and counts its bytes towards the collector, once.
  func enter(_ declaration: TypeDeclaration, ledger: Ledger) {
    guard self.declaration == nil, let value else { return }
    self.declaration = declaration
    let bytes = declaration.cost(value)
    guard bytes > 0 else { return }
    account = (ledger, bytes)
    ledger.add(bytes)
  }

  /// Gives up the value, and its bytes.
  func close() {
    value = nil
    if let account { account.ledger.add(-account.bytes) }
    account = nil
  }

  deinit { close() }
}
