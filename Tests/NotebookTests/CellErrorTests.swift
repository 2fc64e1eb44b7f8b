import LuaHost
import Notebook
import Tensors
import Testing

@Suite struct CellErrorTests {
  let notebook = NotebookFixture()
  let cells: Cells

  init() throws { cells = try notebook.cells() }

  @Test(arguments: [
    ("x = = 1", "syntax", "In[1]:1: unexpected symbol near '='"),
    ("error 'oops'", "lua", "In[1]:1: oops"),
    ("nil + 1", "lua", "In[1]:1: attempt to perform arithmetic on a nil value"),
    ("dataset.load 'digts'", "unknown-name", "did you mean \"digits\"?"),
    ("dataset.lod 'digits'", "unknown-name", "dataset: unknown name 'lod'"),
    ("dataset.load{ 7 }", "invalid", "dataset.load: 'name' is of the wrong kind"),
    ("dataset.shapes{ images = 12 }:show{ 13 }", "out-of-range", "13"),
  ])
  func errorsHaveACode(_ source: String, _ code: String, _ words: String) throws {
    let cell = cells.run(source)
    #expect(cell.status == .failed && cell.values.isEmpty && cell.outputs.isEmpty)
    let error = try #require(cell.error)
    #expect(error.code == code, "\(error)")
    #expect(error.message.contains(words), "\(error)")
    #expect(!error.isInterrupt)
  }

  @Test func aTracebackHasTheUsersLines() throws {
    let error = try #require(
      cells.run("local function f()\n  error('deep')\nend\nf()\nx = 1").error)
    #expect(error.message == "In[1]:2: deep")
    #expect(
      error.frames.map { $0.trimmingPrefix("  ") } == [
        "In[1]:2: in local 'f'", "In[1]:4: in the main chunk",
      ])
  }

  @Test func whatWasDoneBeforeAnErrorStays() throws {
    #expect(cells.run("print 'on' x = 8 error 'x'").outputs.count == 1)
    #expect(cells.run("x").result?.text == "8")
  }

  @Test func everyKindOfErrorIsRead() {
    #expect(CellError(Cancelled()).isInterrupt && CellError(Interrupted()).isInterrupt)
    #expect(CellError(Failure("x", "is wrong", code: .memory)).code == "memory")
    #expect(CellError(HostError("x", "is wrong")).code == "invalid")
  }
}
