import Glibc
import Testing

/// Ctrl-C at a real terminal.
@Suite struct InterruptTests {
  let crescent: Crescent
  let session: TerminalSession

  /// What nothing can stop: the system waits for somebody who writes to a pipe, inside one call.
  private func endless() throws -> String {
    let path = crescent.home.path + "/pipe"
    guard unsafe mkfifo(path, 0o600) == 0 else {
      throw Pseudoterminal.CallFailed(call: "mkfifo", code: errno)
    }
    return "print('be' .. 'gun'); io.open('\(path)')"
  }

  init() throws {
    crescent = try Crescent()
    session = try crescent.start()
    try session.waitFor("In [1]: ")
  }

  @Test func atThePromptItClearsTheLine() throws {
    session.type("x = 'never'")
    try session.waitFor("never'")
    session.type("\u{3}")
    try session.waitFor("^C")
    try session.waitFor("In [1]: ")
    session.enter("x")
    try session.waitFor("Out[1]: nil")
  }

  @Test func inAContinuationItGivesUpTheEntry() throws {
    session.enter("for i = 1, 2 do")
    try session.waitFor("...: ")
    session.type("\u{3}")
    try session.waitFor("In [1]: ")
    session.enter("1")
    try session.waitFor("Out[1]: 1")
  }

  @Test(arguments: [
    "while true do end",
    "while true do pcall(function() while true do end end) end",
    "coroutine.wrap(function() while true do end end)()",
    "(('a'):rep(200)):find(('a*'):rep(30) .. 'b')",
    "setmetatable({}, { __gc = function() while true do end end }) collectgarbage() while true do end",
  ])
  func runningCellStopsAndStateIsKept(_ loop: String) throws {
    try session.cell("x = 99", then: 2)
    session.enter("print('be' .. 'gun'); " + loop)
    try session.waitFor("begun")
    session.type("\u{3}")
    try session.waitFor("stopping at the next safe point")
    try session.waitFor("interrupted")
    try session.waitFor("In [3]: ")
    session.enter("x")
    try session.waitFor("Out[3]: 99")
  }

  /// Code of the user's that runs when a cell is over: while its value is shown, and when all ends.
  @Test func whatRunsAfterACellStopsToo() throws {
    let endless = "function() io.stderr:write('be', 'gun') while true do end end"
    session.enter("setmetatable({ 7 }, { __tostring = \(endless) })")
    try session.waitFor("begun")
    session.type("\u{3}")
    // What it is, since what it says of itself has no end.
    try session.waitFor("Out[1]: { 7 }")
    try session.cell("x = setmetatable({}, { __gc = \(endless) });", then: 3)
    session.type("\u{4}")
    try session.waitFor("begun")
    session.type("\u{3}")
    #expect(try session.waitForExit() == 0)
  }

  @Test func secondPressSaysWhatRunsThirdLeaves() throws {
    session.enter(try endless())
    try session.waitFor("begun")
    session.type("\u{3}")
    try session.waitFor("stopping at the next safe point")
    session.type("\u{3}")
    try session.waitFor("still running: In[1]")
    session.type("\u{3}")
    #expect(try session.waitForExit() == 130)
    #expect(session.terminal.isCooked)
  }

  @Test func lateThirdPressDoesNotLeave() throws {
    session.enter(try endless())
    try session.waitFor("begun")
    session.type("\u{3}")
    try session.waitFor("stopping at the next safe point")
    session.type("\u{3}")
    try session.waitFor("still running")
    // Three presses within two seconds leave; these take longer.
    usleep(2_300_000)
    session.type("\u{3}")
    try session.waitFor("still running")
    session.terminal.signal(SIGKILL)
    #expect(try session.waitForExit() == 128 + SIGKILL)
  }

  @Test func terminationPutsTheTerminalBack() throws {
    session.type("half a li")
    try session.waitFor("half a li")
    #expect(!session.terminal.isCooked)
    session.terminal.signal(SIGTERM)
    #expect(try session.waitForExit() == 128 + SIGTERM)
    #expect(session.terminal.isCooked)
  }

  @Test func scriptEndsWithStatus130() throws {
    let script = try crescent.home.write("print('on') while true do end", to: "loop.lua")
    let session = try crescent.start(script)
    try session.waitFor("on")
    session.type("\u{3}")
    try session.waitFor("interrupted")
    #expect(try session.waitForExit() == 130)
  }
}
