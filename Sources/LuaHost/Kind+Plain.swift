extension Kind where T == Value {
  /// Anything, nil included.
  public static var any: Kind {
    Kind("any", choices: [], isOptional: true, write: { $0 }, read: { $0 })
  }
}

extension Kind where T == Bool {
  /// true or false.
  public static var boolean: Kind {
    Kind("boolean", write: { .boolean($0) }) { value in
      if case .boolean(let flag) = value { flag } else { nil }
    }
  }
}

extension Kind where T == Int {
  /// A whole number; a float without a fraction counts.
  public static var integer: Kind {
    Kind("integer", write: { .integer($0) }) { value in
      switch value {
      case .integer(let number): return number
      case .number(let number):
        guard let whole = Number.integer(number) else { throw Mismatch("is not a whole number") }
        return whole
      default: return nil
      }
    }
  }

  /// A whole number within a range.
  public static func integer(in range: ClosedRange<Int>) -> Kind {
    Kind.integer.where("integer in \(range.lowerBound)…\(range.upperBound)") { range.contains($0) }
  }

  /// A whole number not below `lowest`.
  public static func integer(atLeast lowest: Int) -> Kind {
    Kind.integer.where("integer ≥ \(lowest)") { $0 >= lowest }
  }
}

extension Kind where T == Double {
  /// A number.
  public static var number: Kind {
    Kind("number", write: { .number($0) }) { value in
      switch value {
      case .integer(let number): Double(number)
      case .number(let number): number
      default: nil
      }
    }
  }

  /// A number within a range.
  public static func number(in range: ClosedRange<Double>) -> Kind {
    let condition = "number in \(Number.text(range.lowerBound))…\(Number.text(range.upperBound))"
    return Kind.number.where(condition) { range.contains($0) }
  }

  /// A number above `limit`.
  public static func number(above limit: Double) -> Kind {
    Kind.number.where("number > \(Number.text(limit))") { $0 > limit }
  }

  /// A number not below `lowest`.
  public static func number(atLeast lowest: Double) -> Kind {
    Kind.number.where("number ≥ \(Number.text(lowest))") { $0 >= lowest }
  }
}

extension Kind where T == Float {
  /// A number, in single precision.
  public static var float: Kind {
    Kind("number", write: { .number(Double($0)) }) {
      try Kind<Double>.number.convert($0).map { Float($0) }
    }
  }
}

extension Kind where T == String {
  /// A text.
  public static var string: Kind {
    Kind("string", write: { .string($0) }) { value in
      if case .string(let text) = value { text } else { nil }
    }
  }

  /// One of these names; another is an error that lists them.
  public static func choice(_ names: [String]) -> Kind {
    Kind("one of \(names.joined(separator: ", "))", choices: names, write: { .string($0) }) {
      value in
      guard case .string(let name) = value else { return nil }
      guard names.contains(name) else { throw Mismatch(unknown: name) }
      return name
    }
  }

  /// A text for which completion offers these, without insisting on them.
  public static func string(suggesting names: [String]) -> Kind {
    Kind("string", choices: names, write: { .string($0) }, read: Kind.string.convert)
  }
}

extension Kind where T: RawRepresentable & CaseIterable, T.RawValue == String {
  /// A case of an enum by its name: `.choice(of: Reading.self)`.
  public static func choice(of type: T.Type) -> Kind {
    Kind<String>.choice(type.allCases.map(\.rawValue))
      .map(write: { .string($0.rawValue) }) { T(rawValue: $0) }
  }
}
