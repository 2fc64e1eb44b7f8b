import Foundation
import Testing

/// Signals to a program that computes: none is lost, none ends it in another way than it should.
/// `scripts/dev/try-signals` does the same with hundreds of each, during ten kinds of work.
@Suite struct SignalTests {
  let crescent: Crescent

  init() throws { crescent = try Crescent() }

  /// An inner size of 128 and more: oneDNN's code computes with its stack pointer inside heap memory.
  static let product = """
    local r = tensor.random A, B = r{ shape = { 139, 256 } }, r{ shape = { 256, 20000 } }
    """

  private func computing(_ session: TerminalSession, _ cell: Int) throws {
    session.enter("print('be' .. 'gun') while true do A:matmul(B) end")
    try session.waitFor("begun")
  }

  @Test func interruptsDuringProductsStopThemAndNothingElse() throws {
    let session = try crescent.start()
    try session.waitFor("In [1]: ")
    try session.cell(Self.product, then: 2)
    for cell in 2..<22 {
      try computing(session, cell)
      usleep(UInt32(1000 * (cell * 7 % 23)))
      session.terminal.signal(SIGINT)
      try session.waitFor("interrupted")
      try session.waitFor("In [\(cell + 1)]: ")
    }
    session.enter("A:matmul(B).shape[2]")
    try session.waitFor("Out[22]: 20000")
  }

  @Test func aWindowThatChangesDuringProductsIsHarmless() throws {
    let session = try crescent.start()
    try session.waitFor("In [1]: ")
    try session.cell(Self.product, then: 2)
    try computing(session, 2)
    for step in 1...100 {
      session.terminal.resize(rows: 10 + step % 20, columns: 60 + step % 40)
      usleep(3000)
    }
    session.terminal.signal(SIGINT)
    try session.waitFor("interrupted")
    try session.waitFor("In [3]: ")
    session.enter("A:matmul(B).shape[2]")
    try session.waitFor("Out[3]: 20000")
  }

  @Test func aStoppedJobGoesOn() throws {
    let session = try crescent.startAsJob()
    try session.waitFor("In [1]: ")
    try session.cell(Self.product, then: 2)
    // At the prompt: the shell gets a terminal as it was, and the half line is there afterwards.
    session.type("x = 4")
    try session.waitFor("x = 4")
    session.type("\u{1A}")
    try session.waitFor("Stopped")
    try session.waitFor("x = 4")
    session.enter("2")
    try session.waitFor("Out[2]: 42")
    // In the middle of products.
    try session.waitFor("In [3]: ")
    try computing(session, 3)
    for _ in 1...5 {
      session.type("\u{1A}")
      try session.waitFor("Stopped")
      usleep(50_000)
    }
    session.type("\u{3}")
    try session.waitFor("interrupted")
    try session.waitFor("In [4]: ")
    session.enter("x")
    try session.waitFor("Out[4]: 42")
  }

  @Test func quitLeavesAtOnceAndAsksNothing() throws {
    let session = try crescent.start()
    try session.waitFor("In [1]: ")
    try session.cell(Self.product, then: 2)
    try computing(session, 2)
    session.type("\u{1C}")
    #expect(try session.waitForExit() == 128 + SIGQUIT)
    #expect(session.terminal.isCooked)
    #expect(!session.screen.text.contains("Press space"))
  }

  static let labelling = """
    s = session.new{ dataset = dataset.load "digits", method = method.ccl{}, initial = 10 }
    """

  @Test(arguments: [SIGTERM, SIGHUP])
  func leavingSavesWhereTheSessionIs(_ signal: Int32) throws {
    let session = try crescent.start()
    try session.waitFor("In [1]: ")
    try session.cell(Self.labelling, then: 2)
    try session.cell("s:save '\(crescent.home.path)/kept'", then: 3)
    try session.cell("s:label(s:query(3))", then: 4)
    session.terminal.signal(signal)
    try session.waitFor("session.open")
    #expect(try session.waitForExit() == 128 + signal)
    let outcome = try crescent.run("-e", "print(#session.open('kept').labelled)")
    #expect(outcome.output == "13\n")
  }

  @Test func leavingSavesASessionThatWasNeverSaved() throws {
    let session = try crescent.start()
    try session.waitFor("In [1]: ")
    try session.cell(Self.labelling, then: 2)
    try session.cell("s:label(s:query(3))", then: 3)
    session.terminal.signal(SIGTERM)
    #expect(try session.waitForExit() == 128 + SIGTERM)
    let places = try FileManager.default.contentsOfDirectory(
      atPath: crescent.home.path + "/state/crescent/rescued")
    let place = try #require(places.first)
    let open = "print(#session.open('state/crescent/rescued/\(place)').labelled)"
    #expect(try crescent.run("-e", open).output == "13\n")
  }

  @Test func aTrainingThatWasStoppedDoesNotReplaceTheSavedState() throws {
    let script = try crescent.home.write(
      """
      \(Self.labelling)
      s:save "\(crescent.home.path)/kept"
      print "saved"
      s:pretrain{ epochs = 100000 }
      """, to: "long.lua")
    let session = try crescent.start(script)
    try session.waitFor("saved")
    try session.waitFor("pretrain")
    let before = try crescent.home.read("kept/MANIFEST.json")
    session.terminal.signal(SIGTERM)
    #expect(try session.waitForExit() == 128 + SIGTERM)
    #expect(try crescent.home.read("kept/MANIFEST.json") == before)
    #expect(try crescent.run("-e", "session.open 'kept'").status == 0)
    let places = try FileManager.default.contentsOfDirectory(
      atPath: crescent.home.path + "/state/crescent/rescued")
    let place = try #require(places.first)
    #expect(try crescent.run("-e", "session.open 'state/crescent/rescued/\(place)'").status == 0)
  }

  @Test func aTerminalThatGoesAwaySaves() throws {
    var session: TerminalSession? = try crescent.start()
    try session?.waitFor("In [1]: ")
    try session?.cell(Self.labelling, then: 2)
    try session?.cell("s:save '\(crescent.home.path)/kept'", then: 3)
    try session?.cell("s:label(s:query(3))", then: 4)
    #expect(session?.hangUp() == 128 + SIGHUP)
    session = nil
    let outcome = try crescent.run("-e", "print(#session.open('kept').labelled)")
    #expect(outcome.output == "13\n")
  }

  @Test func commandsGetTheSignalsThatTheProgramWasStartedWith() throws {
    // A terminal starts its program with nothing blocked; what the test runner ignores stays ignored.
    let session = try crescent.start()
    try session.waitFor("In [1]: ")
    for signal in [SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGXFSZ] {
      session.enter("print(os.execute('kill -\(signal) $$'))")
      try session.waitFor("nil\tsignal\t\(signal)")
      try session.waitFor("In [")
    }
    session.enter("print(io.popen('kill -TERM $$'):close())")
    try session.waitFor("nil\tsignal\t15")
  }

  @Test func commandsAreLuasOwnInEverythingElse() throws {
    let script = """
      print(io.popen("exit 3"):close())
      print(io.popen("cat > written", "w"):write("text"):close())
      print(io.popen("echo a; echo b"):read "a")
      print(os.execute("exit 2"), os.execute(), pcall(io.popen, "true", "x"))
      """
    let outcome = try crescent.run("-e", script)
    #expect(
      outcome.output == """
        nil\texit\t3
        true\texit\t0
        a
        b

        nil\ttrue\tfalse\tbad argument #2 to 'io.popen' (invalid mode)

        """)
    #expect(try crescent.home.read("written") == "text")
  }

  @Test func ctrlCEndsACommandAndTheScriptWithIt() throws {
    let session = try crescent.start()
    try session.waitFor("In [1]: ")
    // The shell itself waits: while one starts a command, dash misses a Ctrl-C (signals are blocked,
    // and the command is not there to be told).
    session.enter("os.execute [[echo st''arted; read line]] print 'never'")
    try session.waitFor("started")
    session.type("\u{3}")
    try session.waitFor("interrupted")
    try session.waitFor("In [2]: ")
  }

  @Test func ctrlCEndsAWaitForInput() throws {
    let session = try crescent.start()
    try session.waitFor("In [1]: ")
    session.enter("io.write('na' .. 'me? ') x = io.read() print('got', x)")
    try session.waitFor("name? ")
    session.enter("Ada")
    try session.waitFor("got\tAda")
    try session.waitFor("In [2]: ")
    session.enter("io.write('na' .. 'me? ') x = io.read() print('got', x)")
    try session.waitFor("name? ")
    session.type("\u{3}")
    try session.waitFor("interrupted")
    try session.waitFor("In [3]: ")
  }

  @Test func aFileBeyondItsLimitIsAnError() throws {
    let outcome = try crescent.shell(
      """
      ulimit -f 1; exec $CRESCENT -e "local f = io.open('big', 'w') f:setvbuf 'no' \
      print(f:write(('x'):rep(1e6)))"
      """)
    #expect(outcome.output.hasPrefix("nil\tFile too large"))
    #expect(outcome.status == 0)
  }

  @Test func aReaderThatHasEnoughEndsTheProgramQuietly() throws {
    let outcome = try crescent.shell(
      "{ $CRESCENT -e 'while true do print \"line\" end'; echo status $? >&2; } | head -n 1")
    #expect(outcome.output == "line\n")
    #expect(outcome.error == "status 141\n")
  }

  @Test func aFullDeviceEndsTheProgramWithAnError() throws {
    let outcome = try crescent.shell("$CRESCENT -e 'print(1)' >/dev/full")
    #expect(outcome.error == "crescent: standard output: No space left on device\n")
    #expect(outcome.status == 1)
  }
}
