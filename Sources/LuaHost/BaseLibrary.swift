/// What every state has beyond Lua's own libraries.
enum BaseLibrary {
  static var module: Module {
    .globals(
      "base", "What every state has beyond Lua's own libraries.", functions: [printing, sorted])
  }

  private static var printing: Function {
    Function(
      "print", "Writes its arguments, with tabs between, and a line end.", usage: "print(…)"
    ) { call in
      let texts = try call.arguments.map { value in
        if case .object(let object) = value, let declaration = object.declaration {
          return try declaration.display(of: object)
        }
        return try call.state.text(of: value)
      }
      call.state.output(texts.joined(separator: "\t") + "\n")
      return Value.several([])
    }
  }

  private static var sorted: Function {
    Function(
      "sorted", "Iterates over a table in an order that is the same in every run.",
      Argument("table", .table, "the table"),
      returns: "an iterator for `for key, value in`",
      notes:
        "Numbers first, then strings by their bytes, then false and true. Other keys are an error.",
      examples: ["for name, value in sorted{ b = 2, a = 1 } do print(name, value) end"]
    ) { (table: LuaTable) in
      let interrupt = try table.reference.registry.require().interrupt
      let pairs = try table.pairs().map { pair in
        guard let rank = SortKey(pair.key) else {
          throw HostError(
            "sorted", "a key has no order", expected: "number, string or boolean",
            got: pair.key.kindDescription)
        }
        return (rank: rank, pair: pair)
      }
      var steps = 0
      let inOrder = try pairs.sorted { a, b in
        steps += 1
        if steps & 0xFFFF == 0 { try interrupt.check() }
        return a.rank < b.rank
      }
      return Function.iterator(over: inOrder.map(\.pair))
    }
  }
}

/// The order of `sorted`.
struct SortKey: Comparable {
  private let group: Int
  private let number: Double
  private let bytes: [UInt8]

  init?(_ value: Value) {
    switch value {
    case .integer(let integer): (group, number, bytes) = (0, Double(integer), [])
    case .number(let double): (group, number, bytes) = (0, double, [])
    case .string(let text): (group, number, bytes) = (1, 0, Array(text.utf8))
    case .bytes(let bytes): (group, number, self.bytes) = (1, 0, bytes)
    case .boolean(let flag): (group, number, bytes) = (2, flag ? 1 : 0, [])
    default: return nil
    }
  }

  static func < (a: SortKey, b: SortKey) -> Bool {
    if a.group != b.group { return a.group < b.group }
    if a.number != b.number { return a.number < b.number }
    return a.bytes.lexicographicallyPrecedes(b.bytes)
  }
}
