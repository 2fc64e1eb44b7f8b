extension Function {
  /// The function that a generic `for` calls: it gives the pairs one by one, then nil.
  static func iterator(over pairs: [(key: Value, value: Value)]) -> Function {
    var rest = pairs[...]
    return Function("iterator", "Gives the next pair.", usage: "iterator()") { _ in
      guard let pair = rest.popFirst() else { return Value.nil }
      return Value.several([pair.key, pair.value])
    }
  }
}
