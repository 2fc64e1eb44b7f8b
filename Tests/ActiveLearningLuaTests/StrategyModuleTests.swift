import ActiveLearningLua
import LuaHost
import Testing

@Test func aStrategyWorksOnPlainTensors() throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(cell: "p = tensor.new{ { 0.9, 0.1 }, { 0.5, 0.5 }, { 0.6, 0.4 } }")
  for name in ["entropy", "margin", "least_confidence"] {
    let cell = "table.concat(strategy.\(name){}:select{ probabilities = p, count = 2 }, \" \")"
    #expect(try lua.show(cell).contains("2 3"), "\(name)")
  }
}

@Test func aStrategyWrittenInLuaHasTheSameRights() throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(
    cell: """
      strategy.define{ name = "last", options = { skip = 0 },
        select = function(query, count, options)
          local ids = {}
          for i = 1, count do ids[i] = query.ids[#query.ids + 1 - i - options.skip] end
          return ids
        end }
      """)
  let cell =
    "table.concat(strategy.last{ skip = 1 }:select{ probabilities = tensor.zeros{ 5, 2 }, count = 2 }, \" \")"
  #expect(try lua.show(cell).contains("4 3"))
  #expect(try lua.show("strategy.last{}.skip") == "0")
  #expect(try #require(lua.complaint("strategy.last{ skp = 1 }")).contains("skip"))
}

@Test(
  arguments: [
    "return { query.ids[1], query.ids[1] }", "return {}", "return { 1000, 1001 }", "return nil",
    "error(\"no\")",
  ])
func aStrategyInLuaIsHeldToTheContract(body: String) throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(
    cell: "strategy.define{ name = \"wrong\", select = function(query, count) \(body) end }")
  let cell = "strategy.wrong{}:select{ probabilities = tensor.zeros{ 5, 2 }, count = 2 }"
  #expect(lua.complaint(cell) != nil)
}

@Test func aBuiltInStrategyIsNotReplaced() throws {
  let lua = try LuaFixture()
  let message = lua.complaint("strategy.define{ name = \"entropy\", select = print }")
  #expect(try #require(message).contains("taken by a built-in strategy"))
}
