import LuaHost
import Notebook
import Testing

/// Somebody else asks for a stop, at a known point: no test waits and hopes.
@Suite struct InterruptionTests {
  let notebook = NotebookFixture()
  let cells: Cells

  init() throws { cells = try notebook.cells() }

  @Test(arguments: [
    "while true do end", "while true do pcall(function() while true do end end) end",
    "coroutine.wrap(function() while true do end end)()",
  ])
  func stopsLua(_ loop: String) throws {
    cells.run("x = 99;")
    notebook.whenRunning = notebook.requestFromAnotherThread
    let cell = cells.run(loop)
    notebook.whenRunning = {}
    #expect(cell.status == .interrupted)
    #expect(cell.error?.code == "interrupted")
    #expect(cell.error?.frames == ["what was done so far is kept"])
    #expect(cells.run("x").result?.text == "99")
  }

  @Test func stopsTheEngineBetweenSteps() throws {
    cells.run(
      """
      s = session.new{ dataset = dataset.shapes{ images = 40, size = 8 },
        method = method.classifier{ network = "linear" }, initial = 10, validation = 0 };
      """)
    notebook.whenReported = notebook.requestFromAnotherThread
    let cell = cells.run("s:train{ epochs = 100000 }")
    notebook.whenReported = {}
    #expect(cell.status == .interrupted, "\(cell.error.map(String.init(describing:)) ?? "fine")")
    let progress = try #require(notebook.progress.first)
    #expect(progress.epoch == 1 && progress.epochs == 100000 && progress.loss != nil)
    #expect(notebook.progress.count < 100000)
    #expect(cells.run("s:train{ epochs = 1 }").status == .fine)
  }

  /// A strategy written in Lua is called by the engine: the stop goes through both.
  @Test func stopsLuaThatTheEngineCalls() throws {
    cells.run(
      """
      strategy.define{ name = "endless", select = function() while true do end end }
      s = session.new{ dataset = dataset.shapes{ images = 40, size = 8 },
        method = method.classifier{ network = "linear" }, initial = 10, validation = 0,
        strategy = strategy.endless{} };
      """)
    notebook.whenRunning = notebook.requestFromAnotherThread
    #expect(cells.run("s:query(1)").status == .interrupted)
    #expect(cells.run("while true do pcall(s.query, s, 1) end").status == .interrupted)
    notebook.whenRunning = {}
    #expect(cells.run("s.strategy = strategy.random{} return #s:query(1)").result?.text == "1")
  }

  @Test func aRequestBetweenRunsIsDropped() throws {
    notebook.interrupt.request()
    #expect(cells.run("1").result?.text == "1")
  }
}
