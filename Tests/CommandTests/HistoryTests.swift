import Foundation
import Testing

/// What earlier sessions leave for later ones, and the file that `init.lua` is.
@Suite struct HistoryTests {
  let crescent: Crescent

  init() throws { crescent = try Crescent() }

  private func start(_ arguments: String...) throws -> TerminalSession {
    let session = try crescent.start(arguments)
    try session.waitFor("In [1]: ")
    return session
  }

  private func leave(_ session: TerminalSession) throws {
    session.type("\u{4}")
    #expect(try session.waitForExit() == 0)
  }

  @Test func entriesOutliveTheSession() throws {
    let first = try start()
    first.enter("for i = 1, 1 do")
    try first.waitFor("...: ")
    first.enter("print('kept') end")
    try first.waitFor("In [2]: ")
    try leave(first)
    let second = try start()
    second.type("\u{1B}[A")
    try second.waitUntil("the entry") { $0.text.contains("print('kept') end") }
    second.enter("")
    try second.waitFor("kept\r\n")
  }

  @Test func fileHoldsOneObjectALine() throws {
    let session = try start()
    try session.cell("x = \"quoted\\n\"", then: 2)
    try session.cell("é = nil or 1", then: 3)
    try leave(session)
    let lines = try crescent.home.read("state/crescent/history").split(separator: "\n")
    #expect(lines.count == 2)
    let entry = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any]
    #expect(entry?["cell"] as? String == "x = \"quoted\\n\"")
    #expect(entry?["time"] is Int)
  }

  @Test func damagedLinesArePassedOver() throws {
    let text = "{\"cell\":\"good = 1\",\"time\":1}\nnot json\n{\"cell\":\"torn"
    try crescent.home.write(text, to: "state/crescent/history")
    let session = try start()
    session.type("\u{1B}[A")
    try session.waitUntil("the good entry") { $0.text.contains("good = 1") }
    session.enter("")
    try session.waitFor("In [2]: ")
  }

  @Test func tornLastLineDoesNotSwallowTheNextEntry() throws {
    try crescent.home.write("{\"cell\":\"torn", to: "state/crescent/history")
    let first = try start()
    try first.cell("after = 1", then: 2)
    try leave(first)
    let second = try start()
    second.type("\u{1B}[A")
    try second.waitUntil("the entry") { $0.text.contains("after = 1") }
  }

  @Test func foreignFileDoesNotStopTheStart() throws {
    try crescent.home.write("_HiStOrY_V2_\nx\\0401\n", to: "state/crescent/history")
    let session = try start()
    session.enter("1")
    try session.waitFor("Out[1]: 1")
  }

  @Test func placeThatCannotBeWrittenIsReportedOnce() throws {
    try crescent.home.write("a file, no folder", to: "state/crescent")
    let session = try start()
    try session.cell("1", then: 2)
    try session.cell("2", then: 3)
    // The window breaks the line anywhere.
    let words = session.screen.text.filter { !$0.isWhitespace }
    #expect(words.ranges(of: "thissessionisnotkept").count == 1)
  }

  @Test func initFileRunsBeforeTheFirstCell() throws {
    try crescent.home.write("answer = 42", to: "config/crescent/init.lua")
    let session = try start()
    session.enter("answer")
    try session.waitFor("Out[1]: 42")
  }

  @Test func initFileCanBeLeftOut() throws {
    try crescent.home.write("answer = 42", to: "config/crescent/init.lua")
    let session = try start("--no-init")
    session.enter("answer")
    try session.waitFor("Out[1]: nil")
  }

  @Test func errorInTheInitFileDoesNotStopTheStart() throws {
    try crescent.home.write("\nerror('in init')", to: "config/crescent/init.lua")
    let session = try start()
    #expect(session.screen.text.contains("init.lua:2: in init"))
  }

  @Test func promptFollowsAScriptOnRequest() throws {
    let script = try crescent.home.write("made = 5 error('late')", to: "script.lua")
    let session = try start("-i", script)
    #expect(session.screen.text.contains("late"))
    session.enter("made")
    try session.waitFor("Out[1]: 5")
  }
}
