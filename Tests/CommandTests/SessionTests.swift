import Testing

/// A first session as a newcomer types it, on the digits that come with Crescent.
@Suite struct SessionTests {
  let crescent: Crescent

  /// Makes a session `s`.
  static let begin =
    "s = session.new{ dataset = dataset.load 'digits', method = method.ccl{}, initial = 50 }"

  init() throws { crescent = try Crescent() }

  @Test func firstSessionWorksAsTyped() throws {
    let session = try crescent.start(rows: 60, columns: 100)
    try session.waitFor("In [1]: ")
    session.enter("d = dataset.load \"digits\"")
    try session.waitFor(
      "Out[1]: digits: 1797 images of 8×8×1 in 10 classes (1437 train, 360 test)")
    try session.waitFor("In [2]: ")
    let lines = [
      "s = session.new{ dataset = d, method = method.ccl{ tau = 0.1 }, initial = 50, seed = 1 }",
      "s:pretrain{ epochs = 20 }", "s:clusters()", "s.method.tau = 0.5", "q = s:query(50)",
      "s:label(q)", "s:train{ epochs = 10 }", "s:evaluate()", "s:round{ budget = 50 }",
      "plot.curve(s)", "s:save \"\(crescent.home.path)/digits-ccl\"",
    ]
    for (number, line) in zip(2..., lines) {
      session.enter(line)
      try session.waitFor("In [\(number + 1)]: ", patience: .seconds(300))
    }
    session.enter("#In, s.method.tau")
    try session.waitFor("13")
    try session.waitFor("0.5")
    // What is typed before the prompt stands is still the terminal's own, which makes no end of Ctrl-D.
    try session.waitFor("In [14]: ")
    session.type("\u{4}")
    #expect(try session.waitForExit() == 0)
    #expect(try crescent.home.read("digits-ccl/MANIFEST.json").contains("format"))
  }

  @Test func interruptedPretrainingLeavesASessionThatGoesOn() throws {
    let session = try crescent.start(rows: 40, columns: 100)
    try session.waitFor("In [1]: ")
    try session.cell(SessionTests.begin, then: 2)
    session.enter("s:pretrain{ epochs = 10000 }")
    try session.waitFor("loss 0.")
    session.type("\u{3}")
    try session.waitFor("stopping at the next safe point")
    try session.waitFor("interrupted")
    try session.waitFor("In [3]: ")
    try session.cell("s:pretrain{ epochs = 1 }", then: 4)
    session.enter("#s:query(5)")
    try session.waitFor("Out[4]: 5")
  }

  @Test func progressLineShowsLossAndTimeLeft() throws {
    let session = try crescent.start(rows: 40, columns: 100)
    try session.waitFor("In [1]: ")
    try session.cell(SessionTests.begin, then: 2)
    session.enter("s:pretrain{ epochs = 200 }")
    try session.waitUntil("a progress line") { screen in
      screen.lines.contains { line in
        ["/200", "━", "loss 0.", "left"].allSatisfy { line.contains($0) }
      }
    }
    session.type("\u{3}")
    try session.waitFor("In [3]: ")
  }

  @Test func scriptWritesOnePlainLineForEachEpochBesideItsResults() throws {
    let script = """
      \(SessionTests.begin)
      s:pretrain{ epochs = 3 }
      print("done")
      """
    let outcome = try crescent.run("-e", script)
    #expect(outcome.output == "done\n")
    let lines = outcome.error.split(separator: "\n")
    #expect(lines.count == 3)
    for (epoch, line) in zip(1..., lines) {
      #expect(line.contains("epoch \(epoch) of 3, loss "), "\(line)")
    }
    #expect(!outcome.error.contains("\u{1B}"))
  }

  @Test func sameSeedGivesTheSameNumbers() throws {
    let first = try crescent.run("--seed", "7", "-e", "print(math.random(1, 1000000))")
    let second = try crescent.run("--seed", "7", "-e", "print(math.random(1, 1000000))")
    let other = try crescent.run("--seed", "8", "-e", "print(math.random(1, 1000000))")
    #expect(first.output == second.output)
    #expect(first.output != other.output)
  }

  @Test func tabKnowsNamespacesMethodsAndOptions() throws {
    let session = try crescent.start(rows: 60, columns: 100)
    try session.waitFor("In [1]: ")
    try session.cell(SessionTests.begin, then: 2)
    session.type("s:pretr\t")
    try session.waitUntil("the method") { $0.text.contains("s:pretrain") }
    session.type("{ epo\t")
    try session.waitUntil("the option") { $0.text.contains("{ epochs =") }
    session.type("\u{3}")
    try session.waitFor("In [2]: ")
    session.enter("session.new{")
    try session.waitFor("...: ")
    session.type("data\t")
    try session.waitUntil("the option") { $0.text.hasSuffix("dataset =") }
  }
}
