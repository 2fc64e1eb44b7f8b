import ActiveLearning
import ActiveLearningLua
import LuaHost
import Testing

private let numbers =
  "probabilities = tensor.new{ { 0.9, 0.1 }, { 0.5, 0.5 }, { 0.6, 0.4 } }"

@Test func scoresAreOfAllRowsHighestFirst() throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(cell: "r = strategy.margin{}:scores{ \(numbers) }")
  #expect(try lua.show("table.concat(r.ids, \" \")") == "\"2 3 1\"")
  #expect(try lua.show("#r, r[1], r.score_name") == "3\t2\t\"1 − (p₁ − p₂)\"")
  #expect(try lua.show("r:of(2) == r.scores[1] and r:of(1) == r.scores[3]") == "true")
  #expect(try lua.show("r").hasPrefix("scores of 3 images: 1 − (p₁ − p₂) from 1 to 0.2\n"))
  #expect(try #require(lua.complaint("r:of(4)")).contains("image 4 is not in the pool"))
  #expect(
    try #require(lua.complaint("strategy.core_set{}:scores{ \(numbers) }")).contains(
      "core_set chooses images together"))
}

@Test func logitsAreGivenInPlaceOfProbabilities() throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(cell: "l = tensor.new{ { 4, 1 }, { 2, 2 }, { -1, 0 } }")
  #expect(
    try lua.show(
      "strategy.entropy{}:scores{ logits = l }.scores[1] == "
        + "strategy.entropy{}:scores{ probabilities = l:softmax() }.scores[1]") == "true")
  #expect(
    try lua.show(
      "strategy.least_confidence{ normalized = true }:select{ logits = l, count = 1 }[1]")
      == "2")
}

private let declared = """
  strategy.define{ name = "wide", options = { power = 1 }, needs = { "embeddings" },
    scores = function(query, options)
      local scores = {}
      for row = 1, #query.ids do scores[row] = math.abs(query.embeddings:at(row, 1)) ^ options.power end
      return scores
    end }
  """

@Test func aStrategyInLuaMayOnlyScore() throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(cell: declared)
  try lua.state.evaluate(cell: "z = tensor.new{ { 1 }, { -3 }, { 2 } }")
  #expect(
    try lua.show("table.concat(strategy.wide{}:select{ embeddings = z, count = 2 }, \" \")")
      .contains("2 3"))
  #expect(
    try lua.show("strategy.wide{ power = 2 }:scores{ embeddings = z }:of(2)") == "9.0")
  // Weighted with a built-in one: the margins 0.2, 1 and 0.8 times 1, 3 and 2.
  let weighted = "strategy.weighted{ strategy.wide{}, \"margin\" }"
  #expect(
    try lua.show("table.concat(\(weighted):scores{ embeddings = z, \(numbers) }.ids, \" \")")
      == "\"2 3 1\"")
  let message = lua.complaint("strategy.wide{}:select{ \(numbers), count = 1 }")
  #expect(try #require(message).contains("needs embeddings, and none were given"))
}

@Test func aStrategyInLuaReadsTheScoresOfOthers() throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(
    cell: """
      strategy.define{ name = "turned", scores = function(query)
        local scores = query:scores(strategy.margin{})
        for row = 1, #scores do scores[row] = -scores[row] end
        return scores
      end }
      """)
  let cell = "table.concat(strategy.turned{}:select{ \(numbers), count = 3 }, \" \")"
  #expect(try lua.show(cell).contains("1 3 2"))
}

@Test(
  arguments: [
    ("return { 1, 2 }", "3 finite scores"), ("return { 1, 2, 0 / 0 }", "3 finite scores"),
    ("return nil", "'scores' is missing"),
    ("return query.probabilities", "'scores' is of the wrong"),
    ("error(\"no\")", "no"),
  ])
func aScoringStrategyInLuaIsHeldToTheContract(body: String, part: String) throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(
    cell: "strategy.define{ name = \"wrong\", scores = function(query) \(body) end }")
  let message = lua.complaint("strategy.wrong{}:select{ \(numbers), count = 1 }")
  #expect(try #require(message).contains(part))
}

@Test func aDefinitionSaysEitherWhatItChoosesOrHowItScores() throws {
  let lua = try LuaFixture()
  for (cell, part) in [("", "got neither"), ("select = print, scores = print", "got both")] {
    let message = lua.complaint("strategy.define{ name = \"x\", \(cell) }")
    #expect(try #require(message).contains(part))
  }
}

/// The tensors that a strategy takes without a session, those that one in Lua reads, and what a session
/// gives are all declared with the kinds.
@Test(arguments: Need.allCases) func everyKindIsKnownToLua(need: Need) throws {
  let lua = try LuaFixture()
  let modules = lua.state.modules
  let types = modules.flatMap(\.types)
  let strategy = try #require(types.first { $0.name == "strategy" })
  let view = try #require(types.first { $0.name == "query view" })
  if need != .labels {
    for method in ["select", "scores"] {
      let function = try #require(strategy.methods.first { $0.name == method })
      #expect(function.parameters.contains { $0.name == need.name })
    }
  }
  guard !need.axes.isEmpty else { return }
  let isProperty = view.properties.contains { $0.name == need.name }
  #expect(isProperty == (need.planes == nil && need.isKept))
  #expect(isProperty != view.methods.contains { $0.name == need.name })
  #expect(
    lua.complaint(
      "strategy.define{ name = \"x\", needs = { \"\(need.name)\" }, select = print }") == nil)
}

@Test func aSessionShowsScoresAndLogits() throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(
    cell: """
      s = session.new{ dataset = dataset.load "digits", method = method.classifier{ network = "mlp" },
        images = 200, initial = 20, seed = 1 }
      s:train{ epochs = 1 }
      r = s:scores(strategy.margin{})
      s.strategy = strategy.margin{}
      q = s:query(3)
      """)
  #expect(try lua.show("#r == #s.unlabelled and r[1] == q[1] and r[3] == q[3]") == "true")
  #expect(try lua.show("s:scores()[1] == r[1]") == "true")
  #expect(
    try lua.show("s:logits{ 1, 2 }:softmax() == s:probabilities{ 1, 2 }") == "true")
  #expect(try #require(lua.complaint("s:logits{ 99999 }")).contains("no image 99999"))
}
