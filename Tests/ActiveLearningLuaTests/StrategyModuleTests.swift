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

@Test(
  arguments: [
    "s:query(1)", "s:scores(strategy.margin{})", "s:train{ epochs = 1 }",
    "s:pretrain{ epochs = 1 }",
    "s:round{ budget = 1 }",
    "s:save \"/tmp/crescent-never\"", "s:label({ query.ids[1] })", "s.method.tau = 1",
    "s.strategy = strategy.random{}",
  ])
func aStrategyMayNotChangeItsSession(body: String) throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(
    cell: """
      s = session.new{ dataset = dataset.load "digits", method = method.ccl{}, images = 300,
        initial = 20, seed = 1 }
      strategy.define{ name = "meddler", select = function(query, count)
        \(body)
        return table.move(query.ids, 1, count, 1, {})
      end }
      s.strategy = strategy.meddler{}
      """)
  let message = try #require(lua.complaint("s:query(2)"))
  #expect(message.contains("a strategy is choosing"), "\(message)")
  try lua.state.evaluate(cell: "s.strategy = strategy.random{} s:label(s:query(2))")
}

@Test(arguments: ["random", "entropy", "margin", "least_confidence"])
func absurdProbabilitiesAreRefused(name: String) throws {
  let lua = try LuaFixture()
  for shape in ["{ 3, 0 }", "{ 3 }", "{ 2, 2, 2 }"] {
    let cell = "strategy.\(name){}:select{ probabilities = tensor.zeros\(shape), count = 1 }"
    let message = lua.complaint(cell)
    #expect(message != nil || name == "random", "\(shape)")
  }
}

@Test(
  arguments: [
    "tensor.zeros{ 0, math.maxinteger }", "tensor.zeros{ math.maxinteger, 0 }",
    "tensor.zeros{ 2^20 // 1 | 0, 2^20 // 1 | 0 }",
    "tensor.zeros{ 1048576, 1 }:matmul(tensor.zeros{ 1, 1048576 })",
    "network.autoencoder{ shape = { 1, 8, 134217728 } }",
    "network.autoencoder{ shape = { 0, 28, 28 } }",
  ])
func whatDoesNotFitIntoMemoryIsRefused(cell: String) throws {
  let lua = try LuaFixture()
  let message = try #require(lua.complaint(cell))
  #expect(!message.contains("\n"), "\(message)")
}

@Test func logitsAreRefusedAndTheirSoftmaxIsTaken() throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(cell: "logits = tensor.new{ { 4, 1 }, { 2, 2 }, { -1, 0 } }")
  let message = lua.complaint("strategy.margin{}:select{ probabilities = logits, count = 1 }")
  #expect(
    try #require(message).contains(
      "query: image 1 has class probabilities that are no distribution (expected numbers from 0 on"
    ))
  #expect(
    try lua.show(
      "strategy.margin{}:select{ probabilities = logits:softmax(), count = 3 }[1]") == "2")
  #expect(lua.complaint("tensor.zeros{ 2, 0 }:softmax()") != nil)
}

@Test(
  arguments: [
    ("geometry.farthest_first{ points = x, count = 1, first = 3 }", "expected 1 to 2, got 3"),
    (
      "geometry.kmeans{ points = x, clusters = 2, labels = { [1] = 3 } }",
      "expected rows 1 to 2, clusters 1 to 2, got row 1 in cluster 3"
    ),
  ])
func rowsAndClustersAreCountedFromOne(cell: String, expected: String) throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(cell: "x = tensor.new{ { 1 }, { 2 } }")
  #expect(try #require(lua.complaint(cell)).contains(expected))
}
