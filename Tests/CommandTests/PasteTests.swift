import Foundation
import Testing

/// Long pastes and lines: the time grows with their length, and no faster.
@Suite struct PasteTests {
  /// Processor seconds that the program takes for what is typed, up to the next prompt.
  private func seconds(_ text: String) throws -> Double {
    let crescent = try Crescent()
    let session = try crescent.start()
    try session.waitFor("In [1]: ")
    let before = session.terminal.processorSeconds
    session.terminal.write(Array(text.utf8), draining: session)
    try session.waitFor("In [2]: ", patience: .seconds(120))
    return session.terminal.processorSeconds - before
  }

  private func pasted(_ text: String) -> String { "\u{1B}[200~\(text)\u{1B}[201~\r" }

  @Test(arguments: ["line", "lines", "typed"])
  func twiceAsMuchTakesAtMostTwiceAsLong(_ kind: String) throws {
    func text(_ size: Int) -> String {
      switch kind {
      case "line": pasted("x = '\(String(repeating: "a", count: 200 * size))'")
      case "lines": pasted((0..<10 * size).map { "x\($0 % 100) = \($0)\n" }.joined())
      default: "x = '\(String(repeating: "a", count: 20 * size))'\r"
      }
    }
    // The start of both is the same; half a second of it would hide nothing of a square.
    let (once, twice) = (try seconds(text(1000)), try seconds(text(2000)))
    print("\(kind): \(once) s, twice as much \(twice) s of the processor")
    #expect(twice < 2.6 * once + 0.05)
  }

  @Test func whatIsTypedBehindAPasteIsNotLost() throws {
    let session = try Crescent().start()
    try session.waitFor("In [1]: ")
    session.type(
      pasted("x = 1") + "print('se' .. 'cond')\rio.write('na' .. 'me? ') y = io.read()\r")
    try session.waitFor("second")
    try session.waitFor("name? ")
    session.enter("Ada")
    try session.waitFor("In [4]: ")
    session.enter("x .. y")
    try session.waitFor("1Ada")
  }
}
