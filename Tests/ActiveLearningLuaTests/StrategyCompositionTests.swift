import ActiveLearningLua
import Foundation
import LuaHost
import Testing

@Test func strategiesAreMadeOfStrategiesAndPrintedAsTyped() throws {
  let lua = try LuaFixture()
  let typed =
    "strategy.mix{ strategy.uncertainty_kmeans{ alpha = 0.5 }, strategy.random{}, "
    + "shares = { 0.7, 0.3 } }"
  #expect(try lua.show(typed) == typed)
  #expect(
    try lua.show("strategy.among{ strategy.core_set{}, size = 50 }")
      == "strategy.among{ strategy.core_set{}, size = 50 }")
  #expect(
    try lua.show("strategy.chain{ \"entropy\", \"k_means\", keep = 5 }")
      == "strategy.chain{ strategy.entropy{}, strategy.k_means{}, keep = 5.0 }")
  #expect(
    try lua.show("strategy.cdd{ sampler = strategy.margin{} }.sampler")
      == "strategy.margin{}")
  #expect(
    try lua.show("strategy.mix{ \"entropy\", \"random\" }.strategies[2].name") == "\"random\"")
}

@Test func aCompositionChoosesAmongPlainTensors() throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(
    cell: """
      p = tensor.new{ { 0.9, 0.1 }, { 0.5, 0.5 }, { 0.6, 0.4 }, { 0.8, 0.2 } }
      z = tensor.new{ { 0 }, { 1 }, { 2 }, { 9 } }
      m = strategy.mix{ "entropy", "core_set" }
      ids = m:select{ probabilities = p, embeddings = z, count = 2,
        labelled = { { id = 1, class = 1 } } }
      """)
  #expect(try lua.show("table.concat(ids, \" \")") == "\"2 4\"")
}

@Test func everyNeedCanBeGivenAsATensor() throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(
    cell: """
      p = tensor.new{ { 0.9, 0.1 }, { 0.5, 0.5 }, { 0.6, 0.4 } }
      q = tensor.new{ { 0.9, 0.1 }, { 0.5, 0.5 }, { 0.1, 0.9 } }
      two = tensor.new{ { { 0.9, 0.1 }, { 0.9, 0.1 }, { 0.5, 0.5 } },
        { { 0.9, 0.1 }, { 0.1, 0.9 }, { 0.5, 0.5 } } }
      function first(s, options)
        options.count = 1
        return s:select(options)[1]
      end
      """)
  #expect(try lua.show("first(strategy.bald{ samples = 2 }, { samples = two })") == "2")
  #expect(
    try lua.show("first(strategy.query_by_committee{ members = 2 }, { committee = two })") == "2")
  #expect(
    try lua.show("first(strategy.tod{}, { probabilities = p, earlier = q, round = 2 })") == "3")
  #expect(
    try lua.show(
      "first(strategy.pt4al{}, { pretext = p, losses = tensor.new{ 1, 3, 2 } })") == "2")
  let message = lua.complaint("first(strategy.bald{ samples = 3 }, { samples = two })")
  #expect(try #require(message).contains("too few samples were given (expected 3"))
}

@Test(
  arguments: [
    ("labelled = { { id = 4, class = 1 } }", "no row 4 to be labelled"),
    ("labelled = { { id = 1 } }", "different ids with a class each"),
    ("embeddings = tensor.zeros{ 4, 2 }", "embeddings of another shape"),
    ("samples = tensor.zeros{ 3, 2 }", "samples of another shape"),
    ("losses = tensor.zeros{ 3, 1 }", "losses of another shape"),
  ])
func tensorsThatDoNotFitAreRefused(option: String, message: String) throws {
  let lua = try LuaFixture()
  let cell =
    "strategy.random{}:select{ probabilities = tensor.zeros{ 3, 2 }, count = 1, \(option) }"
  #expect(try #require(lua.complaint(cell)).contains(message))
}

private let declared = """
  strategy.define{ name = "sharper", summary = "A test.", source = "Nobody 2024",
    options = {
      share = { 0.5, min = 0, max = 1, summary = "how much" },
      kind = { "a", choices = { "a", "b" }, summary = "which" },
      inner = { strategy.entropy{}, summary = "what it asks" },
    },
    select = function(query, count, options)
      asked = { options.share, options.kind, options.inner.name, query.round }
      return query:choose{ options.inner, count = count }
    end }
  """

@Test func optionsOfADefinedStrategyHaveRangesChoicesAndSummaries() throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(cell: declared)
  #expect(try lua.show("strategy.sharper{ share = 0.25 }") == "strategy.sharper{ share = 0.25 }")
  let help = try lua.state.help(for: "strategy.sharper")
  for part in ["a number from 0.0 to 1.0, default 0.5", "how much", "which", "Nobody 2024"] {
    #expect(help.contains(part), "\(help)")
  }
  for (cell, part) in [
    ("share = 2", "expected a number from 0.0 to 1.0, got 2"), ("share = \"x\"", "a number"),
    ("kind = \"c\"", "expected \"a\" or \"b\""), ("inner = 1", "a strategy, such as entropy"),
    ("inner = \"entropi\"", "did you mean \"entropy\""),
  ] {
    let message = lua.complaint("strategy.sharper{ \(cell) }:select{ \(numbers), count = 1 }")
    #expect(try #require(message).contains(part), "\(cell)")
  }
}

private let numbers = "probabilities = tensor.new{ { 0.9, 0.1 }, { 0.5, 0.5 }, { 0.6, 0.4 } }"

@Test func aDefinedStrategyAsksOthers() throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(cell: declared)
  let cell = "strategy.sharper{}:select{ \(numbers), count = 2, round = 4 }"
  #expect(try lua.show("table.concat(\(cell), \" \")") == "\"2 3\"")
  #expect(try lua.show("table.concat(asked, \" \")") == "\"0.5 a entropy 4\"")
  // And others are made of it.
  let mix = "strategy.mix{ strategy.sharper{ kind = \"b\" }, \"random\" }"
  #expect(
    try lua.show(mix)
      == "strategy.mix{ strategy.sharper{ kind = \"b\" }, strategy.random{} }")
  #expect(try lua.show("#\(mix):select{ \(numbers), count = 3 }") == "3")
}

@Test(
  arguments: [
    ("share = { 2, max = 1 }", "its default is out of range"),
    ("share = { 2, maximum = 1 }", "has an unknown field"),
    ("kind = { \"c\", choices = { \"a\" } }", "its default is out of range"),
    ("share = { 2, min = \"x\" }", "'min' is of the wrong kind"),
  ])
func aWrongDeclarationIsRefused(option: String, message: String) throws {
  let lua = try LuaFixture()
  let cell = "strategy.define{ name = \"wrong\", options = { \(option) }, select = print }"
  #expect(try #require(lua.complaint(cell)).contains(message))
}

@Test func aSessionKeepsACompositionOfDefinedStrategies() throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "crescent-\(UUID().uuidString)"
  ).path
  defer { try? FileManager.default.removeItem(atPath: folder) }
  let first = try LuaFixture()
  try first.state.evaluate(cell: declared)
  try first.state.evaluate(
    cell: """
      s = session.new{ dataset = dataset.load "digits", method = method.ccl{}, images = 200,
        initial = 20, seed = 1,
        strategy = strategy.mix{ strategy.sharper{ share = 0.25 }, "random", shares = { 3, 1 } } }
      s:save("\(folder)")
      """)
  let printed = try first.show("s.strategy")
  #expect(
    printed
      == "strategy.mix{ strategy.sharper{ share = 0.25 }, strategy.random{}, "
      + "shares = { 3.0, 1.0 } }")
  let second = try LuaFixture()
  let message = try #require(second.complaint("session.open(\"\(folder)\")"))
  #expect(
    message.contains("asks with the strategy 'sharper', which is not known here"), "\(message)")
  try second.state.evaluate(cell: declared)
  try second.state.evaluate(cell: "s = session.open(\"\(folder)\")")
  #expect(try second.show("s.strategy") == printed)
  #expect(try second.show("#s:query(8)") == "8")
}

@Test func aDefinedStrategySaysWhatItNeeds() throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(
    cell: """
      strategy.define{ name = "changing", needs = { "earlier" }, select = function(query, count)
        shape = query.earlier.shape
        return query:choose{ strategy.tod{}, count = count }
      end }
      """)
  let message = lua.complaint("strategy.changing{}:select{ \(numbers), count = 1 }")
  #expect(try #require(message).contains("needs class probabilities of the previous round"))
  #expect(
    lua.complaint(
      "strategy.define{ name = \"x\", needs = { \"luck\" }, select = print }") != nil)
}
