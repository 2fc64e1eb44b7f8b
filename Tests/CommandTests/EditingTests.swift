import Testing

/// Typing, completing, recalling and pasting at a real terminal.
@Suite struct EditingTests {
  let crescent: Crescent
  let session: TerminalSession

  init() throws {
    crescent = try Crescent()
    session = try crescent.start()
    try session.waitFor("In [1]: ")
  }

  @Test func tabCompletesTheOnlyCandidate() throws {
    session.enter("long_name = 12")
    try session.waitFor("In [2]: ")
    session.type("long_\t")
    try session.waitFor("name")
    session.enter(" + 1")
    try session.waitFor("Out[2]: 13")
  }

  @Test func tabCompletesFields() throws {
    session.type("string.for\t")
    try session.waitFor("mat")
    session.enter("('%d', 3)")
    try session.waitFor("Out[1]: \"3\"")
  }

  @Test func tabListsWhatIsPossible() throws {
    session.type("coroutine.\t")
    for name in ["create", "resume", "status", "yield"] {
      try session.waitUntil(name) { $0.text.contains(name) }
    }
    session.enter("status ~= nil")
    try session.waitFor("Out[1]: true")
  }

  @Test func tabAtTheStartOfALineIndents() throws {
    session.type("\t1")
    try session.waitUntil("indented") { $0.text.contains("In [1]:   1") }
  }

  @Test func tabCompletesFileNamesInStrings() throws {
    try crescent.home.write("return 5", to: "files/unique.lua")
    session.type("dofile('\(crescent.home.path)/files/uni\t")
    try session.waitUntil("the name") { $0.text.contains("unique.") }
    session.enter("')")
    try session.waitFor("Out[1]: 5")
  }

  @Test func completionRunsNoCodeOfTheUsers() throws {
    try session.cell("t = setmetatable({}, { __index = function() touched = true end })", then: 2)
    session.type("t.x\t\t\u{3}")
    try session.waitFor("In [2]: ")
    session.enter("touched")
    try session.waitFor("Out[2]: nil")
    // The trap is one: evaluating the same does touch it.
    try session.cell("t.x", then: 4)
    session.enter("touched")
    try session.waitFor("Out[4]: true")
  }

  @Test func entryOfManyLinesIsRecalledWhole() throws {
    session.enter("for i = 1, 2 do")
    try session.waitFor("...: ")
    session.enter("print('n', i)")
    try session.waitFor("...: ")
    session.enter("end")
    try session.waitFor("In [2]: ")
    session.type("\u{1B}[A")
    try session.waitUntil("the entry") { screen in
      screen.text.components(after: "In [2]: ") == ["for i = 1, 2 do", "print('n', i)", "end"]
    }
    session.enter("")
    try session.waitFor("n\t2")
    try session.waitFor("In [3]: ")
  }

  @Test func pasteOfThreeLinesIsOneCell() throws {
    session.type("\u{1B}[200~for i = 1, 2 do\r  print('é', i)\rend\r\u{1B}[201~")
    try session.waitUntil("the paste") { $0.text.contains("end") }
    #expect(!session.screen.text.contains("...:"))
    session.enter("")
    try session.waitFor("é\t1")
    try session.waitFor("é\t2")
    try session.waitFor("In [2]: ")
    session.enter("In[1]")
    try session.waitFor("Out[2]: ")
  }

  /// It took 58 s for 100,000 lines, and four times as long for twice as many.
  @Test(arguments: [("x = 1\r", 20_000), ("xxxxxxxxxxxxxxxxxxxx", 20_000)])
  func twiceAsMuchTakesTwiceAsLong(_ part: String, _ count: Int) throws {
    func seconds(_ count: Int) throws -> Double {
      let session = try crescent.start()
      try session.waitFor("In [1]: ")
      let before = session.terminal.processorSeconds
      let text = "x = [[" + String(repeating: part, count: count) + "]] print('do' .. 'ne', #x)"
      try session.terminal.write(
        Array("\u{1B}[200~\(text)\u{1B}[201~\r".utf8), draining: session)
      try session.waitFor("done\t\(count * part.utf8.count)")
      try session.waitFor("In [2]: ")
      return session.terminal.processorSeconds - before
    }
    let (once, twice) = (try seconds(count), try seconds(2 * count))
    #expect(twice < 3 * once + 0.3, "\(once) s, then \(twice) s")
  }

  @Test func pasteKeepsTabsAndBlankLines() throws {
    session.type("\u{1B}[200~x = [[\r\r\ta]]\u{1B}[201~")
    try session.waitUntil("the paste") { $0.text.contains("a]]") }
    session.enter("")
    try session.waitFor("In [2]: ")
    session.enter("#x")
    try session.waitFor("Out[2]: 3")
  }

  @Test func lettersBeyondASCIIAreTypedAndCorrected() throws {
    session.type("s = 'é漢字x")
    session.type("\u{7F}\u{7F}")
    session.enter("'")
    try session.waitFor("In [2]: ")
    session.enter("utf8.len(s), s")
    try session.waitFor("Out[2]: 2")
    try session.waitFor("é漢")
  }

  @Test func searchFindsAnEarlierEntry() throws {
    try session.cell("needle = 1", then: 2)
    try session.cell("other = 2", then: 3)
    session.type("\u{12}need")
    try session.waitUntil("the entry") { $0.text.hasSuffix("needle = 1\nbck:need") }
    session.type("\u{1B}\r")
    try session.waitFor("In [4]: ")
    session.enter("In[3]")
    try session.waitFor("Out[4]: \"needle = 1\"")
  }

  @Test func killedLineComesBackByYank() throws {
    session.type("12345\u{15}")
    session.enter("\u{19} + 1")
    try session.waitFor("Out[1]: 12346")
  }
}

/// A window of few columns.
@Suite struct NarrowWindowTests {
  @Test func longLineWrapsAndRuns() throws {
    let crescent = try Crescent()
    let session = try crescent.start(rows: 24, columns: 24)
    try session.waitFor("In [1]: ")
    session.enter("x = 'abcdefghijklmnopqrstuvwxyz0123456789'")
    try session.waitFor("In [2]: ")
    #expect(session.screen.text.contains("In [1]: x = 'abcdefghijk\nlmnopqrstuvwxyz012345678\n9'"))
    session.enter("#x")
    try session.waitFor("Out[2]: 36")
  }

  @Test func recalledLineIsCorrectedAcrossTheWrap() throws {
    let crescent = try Crescent()
    let session = try crescent.start(rows: 24, columns: 24)
    try session.waitFor("In [1]: ")
    try session.cell("x = 'abcdefghijklmnopqrst'", then: 2)
    session.type("\u{1B}[A\u{1}y, ")
    session.enter("")
    try session.waitFor("In [3]: ")
    session.enter("y")
    try session.waitFor("abcdefghijklmnopqrst")
  }

  @Test func windowMayChangeWhileTyping() throws {
    let crescent = try Crescent()
    let session = try crescent.start(rows: 24, columns: 80)
    try session.waitFor("In [1]: ")
    session.type("x = 1")
    try session.waitFor("x = 1")
    session.terminal.resize(rows: 24, columns: 40)
    try session.waitFor("In [1]: x = 1")
    session.enter("1")
    try session.waitFor("In [2]: ")
    session.enter("x")
    try session.waitFor("Out[2]: 11")
  }
}

extension String {
  /// The lines behind the last occurrence of `mark`.
  fileprivate func components(after mark: String) -> [String] {
    guard let start = ranges(of: mark).last?.upperBound else { return [] }
    return self[start...].split(separator: "\n").map(String.init)
  }
}
