/// What a Lua value must be to become a Swift `T`: the type of an argument, an option or a property.
///
/// Kinds are used by name, `.integer`, `.list(of: .string)`, `.optional(.index)`; a host adds its own:
///
///     extension Kind where T == Dataset { static var dataset: Kind { .object("dataset") } }
public struct Kind<T> {
  /// How help and errors call it: `integer`, `list of string`, `dataset`.
  public let name: String
  /// The texts a user may choose from, without quotes, for help and completion; empty where they cannot be
  /// listed.
  public let choices: [String]
  /// Whether nil, and so leaving it out, is allowed.
  let isOptional: Bool
  /// The Swift value; nil when the Lua value is of another kind.
  let convert: (Value) throws -> T?
  /// The Lua value, for getters and for defaults in help.
  let represent: (T) -> Value

  /// A kind of one's own.
  /// - Parameter read: returns nil for a value of the wrong kind, and throws where more can be said.
  /// - Parameter write: the way back to Lua, where one is needed (a property, a default in help).
  public init(
    _ name: String, choices: [String] = [], write: @escaping (T) -> Value = { _ in .nil },
    read: @escaping (Value) throws -> T?
  ) {
    self.init(name, choices: choices, isOptional: false, write: write, read: read)
  }

  init(
    _ name: String, choices: [String], isOptional: Bool, write: @escaping (T) -> Value,
    read: @escaping (Value) throws -> T?
  ) {
    self.name = name
    self.choices = choices
    self.isOptional = isOptional
    self.convert = read
    self.represent = write
  }

  /// The value as Lua sees it: indices from 1 again.
  public func lua(_ value: T) -> Value { represent(value) }

  /// Reads a value for the function `who`; `what` is an argument's name, or a phrase such as `the result`.
  public func read(_ value: Value, what: String, who: String) throws -> T {
    let place = what.contains(" ") ? what : "'\(what)'"
    do {
      if let result = try convert(value) { return result }
    } catch let mismatch as Mismatch {
      if let known = mismatch.unknown {
        throw HostError.unknown(what, known, known: choices, who: who)
      }
      throw HostError(
        who, "\(place) \(mismatch.what)", expected: mismatch.expected ?? name,
        got: mismatch.got ?? value.kindDescription)
    }
    if case .nil = value { throw HostError(who, "\(place) is missing", expected: name) }
    throw HostError(
      who, "\(place) is of the wrong kind", expected: name, got: value.kindDescription)
  }

  /// This kind with a further condition, and the name it then has: `.integer.where("even integer") { $0 % 2 == 0 }`.
  public func `where`(_ condition: String, _ holds: @escaping (T) -> Bool) -> Kind {
    Kind(condition, choices: choices, isOptional: isOptional, write: represent) { value in
      guard let result = try convert(value) else { return nil }
      guard holds(result) else { throw Mismatch("is out of range", expected: condition) }
      return result
    }
  }

  /// A kind of `U` made from this one; `transform` returns nil for the wrong kind, and may throw.
  public func map<U>(
    _ name: String? = nil, write: @escaping (U) -> Value = { _ in .nil },
    _ transform: @escaping (T) throws -> U?
  ) -> Kind<U> {
    Kind<U>(name ?? self.name, choices: choices, isOptional: false, write: write) { value in
      try convert(value).flatMap(transform)
    }
  }

  /// Reads this kind, or else the other.
  public func or(_ other: Kind) -> Kind {
    Kind(
      "\(name) or \(other.name)", choices: choices + other.choices,
      isOptional: isOptional || other.isOptional, write: represent
    ) { value in
      if let result = try? convert(value) { return result }
      return try other.convert(value)
    }
  }
}

/// Says more of a refused value than that it is of the wrong kind. Thrown by a kind's `read`.
public struct Mismatch: Error {
  let what: String
  let expected: String?
  let got: String?
  let unknown: String?

  /// `what` follows the argument's name: "is out of range".
  public init(_ what: String, expected: String? = nil, got: String? = nil) {
    self.what = what
    self.expected = expected
    self.got = got
    self.unknown = nil
  }

  /// A name that is not among the kind's choices, which the error lists.
  public init(unknown name: String) {
    self.what = ""
    self.expected = nil
    self.got = nil
    self.unknown = name
  }
}
