import ActiveLearning
import LuaHost
import Tensors
import Testing

/// What users of Lua see of the engine's errors.
@Suite struct CrossingTests {
  let lua: LuaFixture

  init() throws {
    lua = try LuaFixture()
    _ = try lua.state.evaluate(cell: "d = dataset.shapes{ images = 40, size = 8 }")
  }

  private func raised(_ cell: String) -> LuaError? {
    do {
      _ = try lua.state.evaluate(cell: cell, chunk: "=In[1]")
      return nil
    } catch {
      return error as? LuaError
    }
  }

  /// The engine counts from 0, Lua from 1; the failure behind the error keeps the engine's.
  @Test(arguments: [
    (
      "geometry.plus_plus{ points = tensor.new{ { 1 }, { 2 } }, count = 1, first = 3 }",
      "no such row (expected 1 to 2, got 3)"
    ),
    ("d:find{ class = 99 }", "no such class"),
    ("d:batch{ 41 }", "no image 41 (expected an id of 1 to 40)"),
    ("d:subset{ classes = { 1, 1 } }", "got [1, 1]"),
  ])
  func positionsCountFromOne(_ cell: String, _ words: String) throws {
    let error = try #require(raised(cell), "\(cell) raises nothing")
    #expect(error.message.contains(words), "\(error)")
  }

  @Test func theFailureIsFoundBehindTheError() throws {
    let error = try #require(raised("d:batch{ 41 }"))
    let failure = try #require(error.underlying as? Failure)
    #expect(failure.description.contains("no image 40 (expected an id of 0 to 39)"))
    #expect(error.code == failure.code.rawValue && error.code == "out-of-range")
  }

  /// Each kind of failure comes with the call that helps, in Lua's words.
  @Test(arguments: [
    (
      "s:pretrain{ epochs = 1 }", "no-pretraining",
      "train{…}, or weights from a file: s.network:load"
    ),
    ("a:pretrain{ epochs = 1 }", "no-pretraining", "(expected train{…})"),
    (
      "s.strategy = strategy.pt4al{} s:query(1)", "no-pretext",
      "method.classifier{ pretext = \"rotation\" }, and pretrain{…}"
    ),
    (
      "r.strategy = strategy.pt4al{} r:query(1)", "not-pretrained", "pretrain{…} before it"
    ),
    (
      "session.new{ dataset = d, method = method.classifier{}, initial = 4000 }",
      "session-setting", "session.new: initial: more labels than"
    ),
    ("s:label_from 'x.csv'", "no-files", "session:label_from: the images of"),
    ("dataset.load 'digts'", "unknown-name", "did you mean \"digits\"?"),
  ])
  func whatHelpsIsSaidInLua(_ cell: String, _ code: String, _ words: String) throws {
    _ = try lua.state.evaluate(
      cell: """
        s = session.new{ dataset = d, method = method.classifier{ network = "linear" }, initial = 4 }
        a = session.new{ dataset = d, method = method.adc{}, initial = 4 }
        r = session.new{ dataset = d, initial = 4,
          method = method.classifier{ network = "linear", pretext = "rotation" } }
        """)
    let error = try #require(raised(cell), "\(cell) raises nothing")
    #expect(error.code == code, "\(error)")
    #expect(error.message.contains(words), "\(error)")
  }

  @Test func aStopOfTheEngineIsOneOfLua() throws {
    lua.checkpoint = { throw Cancelled() }
    let error = try #require(
      raised("geometry.kmeans{ points = tensor.random{ shape = { 50, 2 } }, clusters = 3 }"))
    #expect(error.isInterrupt && error.code == Interrupted.code)
  }

  /// A stop that Lua sees while the engine calls it stops the engine, too, and is no failure.
  @Test func aStopOfLuaIsOneOfTheEngine() throws {
    let interrupt = lua.state.interrupt
    try lua.state.add(
      Function("ask_to_stop", "As Ctrl-C does.") { () -> Void in interrupt.request() },
      to: "session")
    _ = try lua.state.evaluate(
      cell: """
        strategy.define{ name = "endless",
          select = function() session.ask_to_stop() while true do end end }
        s = session.new{ dataset = d, method = method.classifier{ network = "linear" }, initial = 4,
          strategy = strategy.endless{} }
        """)
    #expect(try #require(raised("s:query(1)")).isInterrupt)
    interrupt.clear()
    #expect(try lua.show("s.strategy = strategy.random{} return #s:query(1)") == "1")
    // One that was asked for before compiles nothing.
    interrupt.request()
    #expect(try #require(raised("1 + 1")).isInterrupt)
    interrupt.clear()
  }
}
