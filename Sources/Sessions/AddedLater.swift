/// A part of a value that files of earlier programs do not have: it is empty there.
@propertyWrapper
public struct AddedLater<Value: Codable & Equatable & Sendable & ExpressibleByDictionaryLiteral>:
  Codable, Equatable, Sendable
{
  public var wrappedValue: Value

  public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }

  public init(from decoder: any Decoder) throws { wrappedValue = try Value(from: decoder) }

  public func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}

// What the compiler derives for a value with such parts calls this.
extension KeyedDecodingContainer {
  func decode<Value>(
    _ type: AddedLater<Value>.Type, forKey key: Key
  ) throws -> AddedLater<Value> {
    try decodeIfPresent(type, forKey: key) ?? AddedLater(wrappedValue: [:])
  }
}
