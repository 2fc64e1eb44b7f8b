import LuaHost
import Notebook
import Testing

@Suite struct CellsTests {
  let notebook = NotebookFixture()
  let cells: Cells

  init() throws { cells = try notebook.cells() }

  @Test func aCellKnowsWhatItGave() throws {
    let cell = cells.run("1 + 2, 'x'")
    #expect(cell.number == 1 && cell.source == "1 + 2, 'x'" && cell.status == .fine)
    #expect(cell.values.count == 2 && cell.showing == .whole && cell.error == nil)
    guard case .integer(3)? = cell.values.first else {
      Issue.record("\(cell.values)")
      return
    }
    #expect(cell.result?.text == "3, \"x\"")
    #expect(cell.result?.types == [.text])
    #expect(cells.run("Out[1] + _").result?.text == "6")
    #expect(cells.run("In[1]").result?.text == "\"1 + 2, 'x'\"")
    #expect(cells.next == 4)
    #expect(notebook.activities == ["In[1]", "In[2]", "In[3]"] && !notebook.isRunning)
  }

  @Test func whatIsShownDependsOnTheCell() throws {
    let assigned = cells.run("x = { 1, { 2, { 3 } } }")
    #expect(assigned.showing == .brief)
    #expect(assigned.result?.text == "{ 1, { 2, {…} } }")
    #expect(cells.run("x = 5;").showing == .nothing)
    let silenced = cells.run("6 * 7;")
    #expect(silenced.result == nil && silenced.values.count == 1)
    #expect(cells.run("_").result?.text == "42")
    #expect(cells.run("local y = 1").values.isEmpty)
    #expect(cells.run("nil").result?.text == "nil")
    #expect(cells.run("_").result?.text == "42")
  }

  @Test func textIsToldAtOnceAndKeptInOrder() throws {
    let cell = cells.run("print 'a' io.write('b', 1, '\\n') return 7")
    #expect(notebook.text == "a\nb1\n")
    #expect(cell.outputs.count == 2)
    guard case .text("a\nb1\n", .output)? = cell.outputs.first,
      case .result(let result)? = cell.outputs.last
    else {
      Issue.record("\(cell.outputs)")
      return
    }
    #expect(result.text == "7")
    #expect(cells.run("1").outputs.count == 1)
  }

  @Test func ofMuchTextTheBeginningIsKept() throws {
    let cell = cells.run("for i = 1, 300 do io.write(('x'):rep(9999), '\\n') end")
    guard case .text(let text, _)? = cell.outputs.first else {
      Issue.record("no text")
      return
    }
    #expect(notebook.text.utf8.count == 3_000_000)
    #expect((1 << 20)...(1 << 20) + 20 ~= text.utf8.count)
    #expect(text.hasSuffix("\n… and more\n"))
  }

  @Test func namesThatTheNotebookKeepsAreNoVariables() throws {
    cells.run("beta, alpha = 'text', 0.5")
    cells.run("who()")
    #expect(notebook.text == "alpha  0.5\nbeta   \"text\"\n")
  }

  @Test func scriptsHaveTheirArguments() throws {
    let notebook = NotebookFixture()
    let workbench = try notebook.workbench()
    try workbench.run(
      script: "#!/usr/bin/crescent\nprint(arg[0], arg[2], ...)", chunk: "@s.lua", name: "s.lua",
      arguments: ["a", "b"])
    #expect(notebook.text == "s.lua\tb\ta\tb\n")
    #expect(notebook.activities == ["s.lua"])
  }

  @Test(arguments: [(3, 3, true), (3, 4, false)])
  func theSameSeedGivesTheSameNumbers(_ one: Int, _ other: Int, _ isSame: Bool) throws {
    func draw(_ seed: Int) throws -> String? {
      try Cells(NotebookFixture().workbench(seed: seed)).run("math.random(1, 1000000)").result?.text
    }
    #expect(try (draw(one) == draw(other)) == isSame)
  }
}
