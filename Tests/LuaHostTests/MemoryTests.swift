import LuaHost
import Testing

/// What Lua's own values may take, and what is made of them outside.
@Suite struct MemoryTests {
  private static var module: Module {
    Module(
      "many", "Lists.",
      functions: [
        Function("count", "A list of whole numbers.", Argument("n", .integer, "how many")) { n in
          Value.sequence(count: n) { .integer($0 + 1) }
        },
        Function("rows", "Lists in a list.", Argument("n", .integer, "how many")) { n in
          Value.sequence(count: n) { row in .sequence(count: 3) { .integer(row * 10 + $0) } }
        },
        Function("sum", "Of a list.", Argument("list", .list(of: .number), "numbers")) {
          (list: [Double]) in list.reduce(0, +)
        },
        Function("length", "Of a string.", Argument("text", .string, "any")) { $0.utf8.count },
      ])
  }

  private func state(left: (@convention(c) (Int) -> Int64)? = nil) throws -> State {
    let state = try State(memoryLeft: left) { _ in }
    try state.install([Self.module])
    return state
  }

  private func text(_ source: String, _ state: State) throws -> String {
    try state.text(of: try state.evaluate(cell: source).first ?? .nil)
  }

  /// 16 bytes an element: a million fit into 32 MB, and the next doubling of the table does not.
  @Test func beyondItsLimitLuaRaisesItsOwnErrorAndGoesOn() throws {
    let state = try state()
    state.memoryLimit = state.memory + 32 << 20
    let grow = "local t = {} for i = 1, 1 << 24 do t[i] = i end"
    #expect(try text("select(2, pcall(function() \(grow) end))", state) == "not enough memory")
    // What was in the way is garbage now.
    let some = "(function() local u = {} for i = 1, 1 << 18 do u[i] = i end return #u end)()"
    #expect(try text(some, state) == "\(1 << 18)")
    #expect {
      try state.evaluate(cell: grow)
    } throws: {
      "\($0)".hasPrefix("not enough memory (Lua's own values take ")
        && "\($0)".hasSuffix(" MB)") && !"\($0)".contains("\n")
    }
    #expect(try text("1 + 1", state) == "2")
    state.memoryLimit = .max
    #expect(try text("(function() \(grow) return #t end)()", state) == "\(1 << 24)")
  }

  @Test func itsUseIsCounted() throws {
    let state = try state()
    let before = state.memory
    try state.evaluate(cell: "text = string.rep('x', 5 << 20)")
    state.collect()
    #expect(5_000_000...6_000_000 ~= state.memory - before)
    try state.evaluate(cell: "text = nil")
    state.collect()
    #expect(state.memory - before < 1 << 20)
  }

  @Test func sequencesAreTablesOfTheirElements() throws {
    let state = try state()
    #expect(try text("table.concat(many.count(5), ' ')", state) == "1 2 3 4 5")
    #expect(try text("#many.count(0)", state) == "0")
    #expect(try text("table.concat(many.rows(3)[3], ' ')", state) == "20 21 22")
    #expect(try text("many.sum(many.count(1000))", state) == "500500.0")
  }

  /// So little is left that what is larger is refused before it is taken.
  @Test(
    arguments: [
      ("many.count(100000000)", "a table of 100000000 values would need 1.6 GB of memory"),
      ("many.sum(list)", "a list of 2000000 values would need 16.0 MB of memory"),
      ("many.length(text)", "a string of 3.0 MB would need 12.0 MB of memory"),
    ])
  func whatIsMoreThanIsLeftIsRefused(call: String, complaint: String) throws {
    // Lua's own pieces are larger than what is made of them here: they are asked about by their size.
    let state = try state(left: { piece in
      piece == 8 * 2_000_000 || piece == 12_000_000 ? 9_000_000 : 1 << 30
    })
    try state.evaluate(
      cell: "list = {} for i = 1, 2000000 do list[i] = i end text = string.rep('x', 3000000)")
    #expect {
      try state.evaluate(cell: call)
    } throws: {
      "\($0)".contains("Lua: \(complaint) (expected at most the ")
        && "\($0)".hasSuffix("that are free)")
        && !"\($0)".contains("\n")
    }
    #expect(try text("many.sum(many.count(1000))", state) == "500500.0")
  }
}
