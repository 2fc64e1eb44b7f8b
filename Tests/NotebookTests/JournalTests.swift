import Foundation
import LuaHost
import Notebook
import Tensors
import TestSupport
import Testing

@Suite struct JournalTests {
  private func file(_ folder: TemporaryFolder) -> JournalFile {
    JournalFile(path: folder.path + "/kept/journal.jsonl")
  }

  /// Runs cells with a journal, on a screen of a width, and reads it back.
  private func entries(_ sources: [String], width: Int = 80) throws -> [JournalEntry] {
    let folder = try TemporaryFolder()
    let notebook = NotebookFixture()
    notebook.screen = Screen(width: width)
    let cells = try notebook.cells()
    let journal = file(folder)
    cells.journal = journal
    for source in sources { cells.run(source) }
    #expect(journal.complaint == nil)
    let kept = try journal.entries()
    #expect(kept.unreadable == [])
    return kept.entries
  }

  @Test func keepsWhatRanInItsOrder() throws {
    let before = Date().timeIntervalSince1970
    let entries = try entries(["print 'a' return 1", "x = = 1", "y = 2;"])
    #expect(entries.map(\.number) == [1, 2, 3])
    #expect(entries.map(\.source) == ["print 'a' return 1", "x = = 1", "y = 2;"])
    #expect(entries.map(\.status) == [.fine, .failed, .fine])
    #expect(entries.map { $0.outputs.map(\.place) } == [[.stdout, .result], [], []])
    #expect(entries[1].error?.code == "syntax")
    #expect(entries[0].error == nil)
    #expect(entries.allSatisfy { $0.time >= before && $0.seconds >= 0 })
  }

  @Test func digestsTellOutputsApartAndNotWindows() throws {
    let table = "local t = {} for i = 1, 30 do t[i] = i end return t"
    let figure = "plot.curve{ series = { { name = 'a', x = { 1, 2 }, y = { 0.5, 0.7 } } } }"
    let narrow = try entries([table, figure], width: 40)
    let wide = try entries([table, figure], width: 100)
    #expect(narrow.map(\.outputs) == wide.map(\.outputs))
    #expect(narrow[1].outputs.map(\.type) == ["image/png"])
    let other = try entries([
      table.replacing("30", with: "31"), figure.replacing("0.7", with: "0.8"),
    ])
    #expect(other[0].outputs != narrow[0].outputs && other[1].outputs != narrow[1].outputs)
  }

  @Test func linesThatACrashToreAreNamed() throws {
    let folder = try TemporaryFolder()
    let journal = file(folder)
    let cells = try NotebookFixture().cells()
    cells.journal = journal
    cells.run("1")
    let whole = try #require(FileManager.default.contents(atPath: journal.path))
    try (whole + Data(whole.prefix(20))).write(to: URL(filePath: journal.path))
    let torn = try journal.entries()
    #expect(torn.entries.map(\.number) == [1] && torn.unreadable == [2])
    // What comes after it stands on a line of its own.
    cells.run("2")
    let goneOn = try journal.entries()
    #expect(goneOn.entries.map(\.number) == [1, 2] && goneOn.unreadable == [2])
  }

  @Test func whatCannotBeWrittenIsSaidOnce() throws {
    let cells = try NotebookFixture().cells()
    let journal = JournalFile(path: "/proc/none/journal.jsonl")
    cells.journal = journal
    #expect(cells.run("1").status == .fine)
    #expect(journal.complaint?.contains("/proc/none") == true)
  }
}
