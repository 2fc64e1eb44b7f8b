/// Numbers as Lua source: every digit kept, floats told from integers.
public enum Number {
  /// The shortest text that reads back as the same float; whole floats keep their `.0`.
  public static func text(_ value: Double) -> String {
    if value.isNaN { return value.sign == .minus ? "-nan" : "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    return "\(value)"
  }

  /// The integer that equals a float exactly, if there is one.
  static func integer(_ value: Double) -> Int? { Int(exactly: value) }
}
