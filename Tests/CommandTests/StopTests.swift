import Testing

/// Long calls of the engine stop when they are asked to: scripts/dev/try-stops, a few of its calls.
@Suite struct StopTests {
  @Test(arguments: ["assignment of 6000²", "shapes of a million", "a montage of 20k"])
  func aLongCallStopsWithinASecond(call: String) throws {
    let crescent = try Crescent()
    let script = Crescent.root.appending(path: "scripts/dev/try-stops").path
    let outcome = try crescent.shell(
      "python3 '\(script)' --trials 1 --program \"$CRESCENT\" --calls '\(call)'")
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
  }
}
