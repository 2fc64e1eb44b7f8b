import ActiveLearning
import ActiveLearningLua
import Foundation
import LuaHost
import TestSupport
import Testing

private let start = """
  d = dataset.load "digits"
  s = session.new{ dataset = d, method = method.ccl{ tau = 0.1, batch = 64 }, initial = 50,
    images = 300, seed = 1 }
  """

@Test func theFirstSessionWorksLineByLine() throws {
  let lua = try LuaFixture()
  #expect(
    try lua.show("dataset.load \"digits\"")
      == "digits: 1797 images of 8×8×1 in 10 classes (1437 train, 360 test)\n"
      + "classes have 174 ('8') to 183 ('3')")
  try lua.state.evaluate(cell: start)
  try lua.state.evaluate(cell: "s:pretrain{ epochs = 2 }")
  #expect(lua.progress.contains { $0.stage == "pretraining" && $0.epoch == 2 })
  #expect(try lua.show("s:clusters()").contains("most ambiguous"))
  try lua.state.evaluate(cell: "s.method.tau = 0.5")
  #expect(try lua.show("s.method.tau") == "0.5")
  try lua.state.evaluate(cell: "q = s:query(20)")
  #expect(try lua.show("q").contains("query of 20 images by entropy"))
  try lua.state.evaluate(cell: "s:label(q)")
  #expect(try lua.show("#s.labelled") == "70")
  try lua.state.evaluate(cell: "s:train{ epochs = 2 }")
  #expect(try lua.show("s:evaluate()").contains("accuracy"))
  #expect(try lua.show("s:round{ budget = 30, epochs = 1 }").contains("round 2: 70 labels"))
  #expect(try lua.show("#s.labelled") == "100")
  #expect(try !lua.show("plot.curve(s)").isEmpty)
  let folder = try TemporaryFolder()
  let path = folder.path + "/session"
  try lua.state.evaluate(cell: "s:save \"\(path)\"")
  try lua.state.evaluate(cell: "t = session.open \"\(path)\"")
  #expect(try lua.show("t") == lua.show("s"))
}

@Test func idsCountFromOneInLua() throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(cell: start)
  try lua.state.evaluate(cell: "ids = d:ids \"train\"")
  #expect(try lua.show("ids[1] >= 1 and ids[#ids] <= #d") == "true")
  try lua.state.evaluate(cell: "s:label({ s.unlabelled[1] }, { 10 })")
  #expect(lua.complaint("s:label({ s.unlabelled[1] }, { 11 })") != nil)
  #expect(lua.complaint("s:label({ 0 }, { 1 })") != nil)
}

@Test func anInterruptLeavesASessionThatGoesOn() throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(cell: start)
  var steps = 0
  lua.checkpoint = {
    steps += 1
    if steps == 5 { lua.state.interrupt.request() }
  }
  do {
    try lua.state.evaluate(cell: "s:pretrain{ epochs = 50 }")
    Issue.record("the interrupt was not seen")
  } catch let error as LuaError {
    #expect(error.isInterrupt)
  }
  lua.state.interrupt.clear()
  lua.checkpoint = {}
  try lua.state.evaluate(cell: "s:pretrain{ epochs = 1 } s:round{ budget = 5, epochs = 1 }")
}

@Test(
  arguments: [
    ("dataset.load \"mnits\"", "did you mean \"mnist\"?"),
    ("dataset.load{ name = \"mnist\", root = \"/nowhere\" }", "/nowhere"),
    ("dataset.load{ nam = \"digits\" }", "nam"),
    ("method.ccl{ tua = 1 }", "tau"),
    ("method.ccl{ tau = -1 }", "a number greater than 0"),
    ("method.ccl{ reading = \"C\" }", "\"A\" or \"B\""),
    ("strategy.entropi{}", "entropi"),
    ("s.method.tua = 1", "tua"),
    ("s.method.embedding = 3", "cannot change once the network exists"),
    ("s:query(-1)", "integer ≥ 0"),
    ("s:round{ budget = -1 }", "budget is negative"),
    ("s:label({ 99999 }, { 1 })", "image 99999 is not in the pool"),
    ("s:label({ s.labelled[1] }, { 1 })", "has a label already"),
    ("s:label({ s.unlabelled[1] }, { 11 })", "to 10, got integer 11"),
    ("s:label({ s.unlabelled[1] }, { \"nine\" })", "no class \"nine\""),
    ("session.open \"/tmp\"", "is not a session"),
    ("session.new{ dataset = d }", "method"),
    ("session.new{ dataset = d, method = method.ccl{}, initial = 5000 }", "more labels than"),
    ("tensor.new{ { 1, 2 }, { 3 } }", "lists of different lengths"),
    ("tensor.zeros{ 2, 3 } + tensor.zeros{ 4 }", "[2, 3]"),
    ("tensor.load \"/nowhere.npy\"", "/nowhere.npy"),
    ("network.autoencoder{ shape = { 1, 4, 4 } }", "images do not fit"),
    ("plot.curve(s)", "nothing to draw"),
    ("d:batch{ 99999 }", "no image 99999"),
    ("d:show{ 1798 }", "1 to 1797"),
    ("s:embeddings{ 99999 }", "no image 99999"),
  ])
func badInputGetsOneLineAndLosesNothing(cell: String, complaint: String) throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(cell: start)
  let before = try lua.show("s")
  let message = try #require(lua.complaint(cell))
  #expect(message.contains(complaint), "\(message)")
  #expect(!message.contains("\n"), "\(message)")
  #expect(try lua.show("s") == before)
}

/// A file of weights with a number that is none: a model that knows no class says so, and ranks nothing.
@Test(arguments: [
  ("s:query(3)", "class probabilities that are not finite"),
  ("s:evaluate()", "evaluate: image"),
  ("s:train{ epochs = 1 }", "the weights of 'fc' are not finite"),
])
func weightsThatAreNoNumbersAreRefused(cell: String, complaint: String) throws {
  let lua = try LuaFixture()
  let folder = try TemporaryFolder()
  try lua.state.evaluate(
    cell: """
      d = dataset.load "digits"
      s = session.new{ dataset = d, method = method.classifier{ network = "linear" }, initial = 20,
        seed = 1, strategy = strategy.entropy{} }
      path = "\(folder.path)/w.safetensors"
      s.network:save(path)
      w = tensor.load(path)
      w["fc.weight"] = w["fc.weight"] * (0 / 0)
      tensor.save(path, w)
      s.network:load(path)
      """)
  let message = try #require(lua.complaint(cell))
  #expect(message.contains(complaint), "\(message)")
  #expect(!message.contains("\n"), "\(message)")
  #expect(try lua.show("#s.labelled") == "20")
}

/// Small classes may have no image among those that were set aside.
@Test func classesWithoutAValidationImageAreNamed() throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(
    cell: """
      d = dataset.load("digits"):subset{ count = 60, split = "train", imbalance = 20 }
      s = session.new{ dataset = d, method = method.classifier{ network = "linear" }, initial = 10,
        seed = 1 }
      s:train{ epochs = 1 }
      e = s:evaluate()
      """)
  #expect(try lua.show("#e.unseen > 0 and #e.unseen < 10") == "true")
  #expect(try lua.show("e").contains("; no validation images of '"))
  #expect(try lua.show("e.unseen[1] and e.recalls[e.unseen[1]]") == "nil")
}
