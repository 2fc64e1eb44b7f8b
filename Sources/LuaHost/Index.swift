/// Lua counts from 1, Swift from 0: the one place where an index from Lua becomes one of Swift's.
public enum Index {
  /// The index from 0 on.
  /// - Returns: nil for a number below 1, so that nothing is ever taken from the least integer.
  public static func swift(_ number: Int) -> Int? { number >= 1 ? number - 1 : nil }

  /// The index from 0 on of one of `count` things; nil where there is none of this number.
  public static func swift(_ number: Int, in count: Int) -> Int? {
    number <= count ? swift(number) : nil
  }

  /// Reads an index of one of `count` things.
  /// - Parameter what: what they are, in the singular: `element`.
  /// - Throws: `HostError`, *who: no element 4 (expected 1 to 3)*.
  public static func read(_ value: Value, in count: Int, what: String, who: String) throws -> Int {
    let got: String
    switch value {
    case .integer(let number):
      if let index = swift(number, in: count) { return index }
      got = "\(number)"
    case .number(let number):
      if let index = Number.integer(number).flatMap({ swift($0, in: count) }) { return index }
      got = Number.text(number)
    default:
      throw HostError(
        who, "no such \(what)", expected: range(count), got: value.kindDescription)
    }
    throw HostError(who, "no \(what) \(got)", expected: range(count))
  }

  private static func range(_ count: Int) -> String {
    count > 0 ? "1 to \(count)" : "none, since it is empty"
  }
}

extension Value {
  /// The index from 0 on of one of `count` things; nil for anything but a whole number from 1 to `count`.
  public func index(in count: Int) -> Int? {
    switch self {
    case .integer(let number): Index.swift(number, in: count)
    case .number(let number): Number.integer(number).flatMap { Index.swift($0, in: count) }
    default: nil
    }
  }
}

extension Kind where T == Int {
  /// An id, class or axis: 1, 2, … in Lua, 0, 1, … in Swift.
  public static var index: Kind {
    Kind("index", write: { .integer($0 &+ 1) }) { value in
      guard let number = try Kind.integer.convert(value) else { return nil }
      guard let index = Index.swift(number) else {
        throw Mismatch("is out of range", expected: "index from 1")
      }
      return index
    }
  }
}
