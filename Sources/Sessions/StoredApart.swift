/// A part of a value that has files of its own: equal and copied as every other part, and not in the
/// value's own file.
@propertyWrapper
public struct StoredApart<Element: Equatable & Sendable>: Equatable, Sendable, Codable {
  public var wrappedValue: [Element]

  public init(wrappedValue: [Element]) { self.wrappedValue = wrappedValue }

  /// Empty: whoever reads the value adds what its own files hold.
  public init(from decoder: any Decoder) { wrappedValue = [] }

  public func encode(to encoder: any Encoder) {}
}

// What the compiler derives for a value with such parts calls these: no key stands for them.
extension KeyedDecodingContainer {
  func decode<Element>(
    _ type: StoredApart<Element>.Type, forKey key: Key
  ) throws -> StoredApart<Element> {
    StoredApart(wrappedValue: [])
  }
}

extension KeyedEncodingContainer {
  mutating func encode<Element>(_ value: StoredApart<Element>, forKey key: Key) throws {}
}
