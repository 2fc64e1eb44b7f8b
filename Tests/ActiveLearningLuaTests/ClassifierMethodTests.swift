import ActiveLearning
import ActiveLearningLua
import Foundation
import LuaHost
import TestSupport
import Testing

private let start = """
  s = session.new{ dataset = dataset.load "digits", initial = 200, seed = 1,
    method = method.classifier{ network = "cnn", epochs = 8, batch = 50 } }
  """

@Test func aNetworkLearnsDigitsByTheTutorial() throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(cell: start)
  #expect(try lua.show("s.method").contains("method.classifier{ epochs = 8, batch = 50 }"))
  try lua.state.evaluate(cell: "s:round{ budget = 50 }")
  #expect(lua.progress.contains { $0.stage == "training" && $0.epoch == 8 })
  try lua.state.evaluate(cell: "s.strategy = strategy.random{}")
  try lua.state.evaluate(cell: "s:round{ budget = 50 }")
  #expect(try lua.show("#s.labelled") == "300")
  try lua.state.evaluate(cell: "s:train{ epochs = 8 }")
  // A linear model of 300 of these digits is right on about 90 %.
  #expect(try lua.show("s:evaluate{ split = \"test\" }.accuracy > 0.9") == "true")
  #expect(try lua.show("s.history[1].precision") == "\"f32\"")
}

@Test func whatAClassifierHoldsGoesThroughAFile() throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(
    cell: """
      s = session.new{ dataset = dataset.load "digits", initial = 30, seed = 1,
        method = method.classifier{ network = "mlp", network_options = { dropout = 0.5 },
          optimizer = "sgd", optimizer_options = { nesterov = true }, rate = 0.05,
          schedule = "multi_step 2 3 factor 0.2", weights = "continue", epochs = 4 } }
      s:round{ budget = 5 }
      """)
  let folder = try TemporaryFolder()
  let path = folder.path + "/session"
  try lua.state.evaluate(cell: "s:save \"\(path)\" t = session.open \"\(path)\"")
  #expect(try lua.show("t.method") == lua.show("s.method"))
  #expect(try lua.show("t.method.network_options.dropout") == "0.5")
  try lua.state.evaluate(
    cell: "ids = { 3, 1, 4 } for _, r in ipairs{ s, t } do r:round{ budget = 5 } end")
  #expect(try lua.show("s:probabilities(ids) == t:probabilities(ids)") == "true")
  #expect(try lua.show("#s:samples{ ids = ids, count = 2 }.shape") == "3")
}

@Test(
  arguments: [
    ("s:pretrain{ epochs = 1 }", "there is nothing to pretrain"),
    ("s:samples{ ids = { 1 } }", "nothing in this network is left to chance"),
    ("s.method.network = \"mlp\"", "cannot change once the network exists"),
    ("s.method.schedule = \"sometimes\"", "multi_step 60 120"),
    ("s.method.momentum = 0.9", "adam: no option \"momentum\""),
    ("s.method.rate = \"much\"", "a number greater than 0, or nil"),
    ("s.method.optimizer_options = { 1, 2 }", "expected a table of options of the optimizer"),
    ("t = {} t.t = t s.method.optimizer_options = t", "optimizer_options.t.t"),
    ("method.classifier{ network = \"resnet19\" }", "resnet18"),
    ("method.classifier{ network = \"mlp\", network_options = { width = 3 } }", "hidden"),
    ("method.classifier{ network_options = 3 }", "a table of options of the network"),
  ])
func badClassifierOptionsGetOneLineAndLoseNothing(cell: String, complaint: String) throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(cell: start)
  let before = try lua.show("{ s, s.method }")
  let message = try #require(lua.complaint(cell))
  #expect(message.contains(complaint), "\(message)")
  #expect(!message.contains("\n"), "\(message)")
  #expect(try lua.show("{ s, s.method }") == before)
}
