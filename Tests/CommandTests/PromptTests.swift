import Testing

/// Cells at a real terminal.
@Suite struct PromptTests {
  let crescent: Crescent
  let session: TerminalSession

  init() throws {
    crescent = try Crescent()
    session = try crescent.start()
    try session.waitFor("In [1]: ")
  }

  @Test func expressionIsPrintedWithItsNumber() throws {
    session.enter("1 + 2")
    try session.waitFor("Out[1]: 3")
    try session.waitFor("In [2]: ")
  }

  @Test func statementPrintsNothing() throws {
    try session.cell("local y = 41; x = y", then: 2)
    session.enter("x + 1")
    try session.waitFor("Out[2]: 42")
    #expect(!session.screen.text.contains("Out[1]"))
  }

  @Test func assignmentShowsWhatWasAssigned() throws {
    session.enter("x = 41")
    try session.waitFor("Out[1]: 41")
    try session.cell("y = 42;", then: 3)
    #expect(!session.screen.text.contains("Out[2]"))
    session.enter("x == 41")
    try session.waitFor("Out[3]: true")
  }

  @Test func promptsThatWerePastedAreNoLua() throws {
    session.enter("In [7]: 20 + 1")
    try session.waitFor("Out[1]: 21")
    // A history entry asked for a method is Lua.
    session.enter("In[1]:upper()")
    try session.waitFor("Out[2]: \"20 + 1\"")
  }

  @Test func labelsThatAreNotSavedTakeASecondCtrlD() throws {
    try session.cell("d = dataset.shapes{ images = 12, size = 8 };", then: 2)
    try session.cell(
      "s = session.new{ dataset = d, method = method.classifier{}, initial = 0, validation = 0 };",
      then: 3)
    try session.cell("s:label({ 1, 2 }, { 1, 2 })", then: 4)
    session.type("\u{4}")
    try session.waitFor("2 labels of yours are not saved yet")
    try session.waitFor("In [4]: ")
    try session.cell("s:save \"\(crescent.home.path)/kept\"", then: 5)
    session.type("\u{4}")
    #expect(try session.waitForExit() == 0)
  }

  @Test func semicolonSilences() throws {
    try session.cell("6 * 7;", then: 2)
    #expect(!session.screen.text.contains("Out[1]"))
    session.enter("_")
    try session.waitFor("Out[2]: 42")
  }

  @Test func semicolonInAStringDoesNotSilence() throws {
    session.enter("'a;'")
    try session.waitFor("Out[1]: ")
  }

  @Test func earlierResultsStayAtHand() throws {
    try session.cell("10", then: 2)
    try session.cell("20", then: 3)
    session.enter("Out[1] + _")
    try session.waitFor("Out[3]: 30")
    session.enter("In[1]")
    try session.waitFor("Out[4]: \"10\"")
  }

  @Test func nilIsShownAndKeepsTheLastResult() throws {
    try session.cell("5", then: 2)
    session.enter("nil")
    try session.waitFor("Out[2]: nil")
    session.enter("_")
    try session.waitFor("Out[3]: 5")
  }

  @Test func callWithoutResultPrintsNothing() throws {
    try session.cell("print('hello')", then: 2)
    #expect(session.screen.text.contains("\nhello\n"))
    #expect(!session.screen.text.contains("Out[1]"))
  }

  @Test func blankLineIsNoCell() throws {
    session.enter("")
    try session.waitFor("In [1]: ")
    session.enter("   ")
    try session.waitFor("In [1]: ")
  }

  @Test func openBlockAsksForMore() throws {
    session.enter("for i = 1, 2 do")
    try session.waitFor("   ...: ")
    session.enter("print('line', i)")
    try session.waitFor("   ...: ")
    session.enter("end")
    try session.waitFor("line\t1")
    try session.waitFor("line\t2")
    try session.waitFor("In [2]: ")
  }

  @Test(arguments: ["1 +", "{ 1,", "f(", "x = ", "[[long", "function f()"])
  func whatOnlyLacksItsEndAsksForMore(_ line: String) throws {
    session.enter(line)
    try session.waitFor("...: ")
  }

  @Test(arguments: ["x = = 1", "1 + )", "end"])
  func typoDoesNotTrap(_ line: String) throws {
    session.enter(line)
    try session.waitFor("In[1]:1: ")
    try session.waitFor("In [2]: ")
  }

  @Test func errorNamesTheCellAndStateIsKept() throws {
    try session.cell("x = 7", then: 2)
    session.enter("x = 8 error('oops')")
    try session.waitFor("In[2]:1: oops")
    try session.waitFor("In [3]: ")
    session.enter("x")
    try session.waitFor("Out[3]: 8")
  }

  @Test func cellRunsOnceEvenWhenItFails() throws {
    try session.cell("n = 0", then: 2)
    try session.cell("(function() n = n + 1 error('x') end)()", then: 3)
    session.enter("n")
    try session.waitFor("Out[3]: 1")
  }

  @Test func whoListsWhatTheUserMade() throws {
    session.enter("who()")
    try session.waitFor("no variables yet")
    try session.cell("alpha, beta = 0.5, 'text'", then: 3)
    session.enter("who()")
    try session.waitFor("alpha")
    try session.waitFor("0.5")
    try session.waitFor("beta")
    try session.waitFor("text")
    try session.waitFor("In [4]: ")
    #expect(!session.screen.text.contains("string  "))
  }

  @Test func timeTellsAndReturns() throws {
    session.enter("time(function(a) return a * 2 end, 21)")
    try session.waitFor("time: ")
    try session.waitFor("Out[1]: 42")
  }

  @Test func questionMarkHelps() throws {
    session.enter("?who")
    try session.waitFor("variables")
    try session.waitFor("In [1]: ")
    session.enter("time?")
    try session.waitFor("how long")
    session.enter("help(time)")
    try session.waitFor("how long")
    session.enter("?whoo")
    try session.waitFor("who")
  }

  @Test func longCellSaysHowLong() throws {
    session.enter("local t = os.clock() while os.clock() - t < 1.1 do end")
    try session.waitFor(" s)")
    try session.waitFor("In [2]: ")
  }

  @Test func controlDLeavesWithStatusZero() throws {
    session.type("\u{4}")
    #expect(try session.waitForExit() == 0)
    #expect(session.terminal.isCooked)
  }

  @Test func exitFromACellLeavesTheTerminalAsItWas() throws {
    session.enter("os.exit(3)")
    #expect(try session.waitForExit() == 3)
    #expect(session.terminal.isCooked)
  }
}
