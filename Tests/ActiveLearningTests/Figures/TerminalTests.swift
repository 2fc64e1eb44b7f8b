import ActiveLearning
import Testing

@Suite struct TerminalTests {
  @Test(arguments: [
    (["COLORTERM": "truecolor", "LANG": "C.UTF-8", "TERM": "xterm"], Terminal.trueColour),
    (["TERM": "xterm-256color", "LANG": "en_US.utf8"], .palette),
    (["TERM": "xterm", "LANG": "C.UTF-8"], .plain),
    (["COLORTERM": "truecolor", "LANG": "C"], .plain),
    (["COLORTERM": "truecolor", "LANG": "C.UTF-8", "LC_ALL": "POSIX"], .plain),
    (["COLORTERM": "truecolor", "LANG": "C.UTF-8", "NO_COLOR": "1"], .plain),
    (["COLORTERM": "truecolor", "LANG": "C.UTF-8", "TERM": "dumb"], .plain),
    ([:], .plain),
  ])
  func theEnvironmentDecides(environment: [String: String], terminal: Terminal) {
    #expect(Terminal(environment: environment, isTerminal: true) == terminal)
    #expect(Terminal(environment: environment, isTerminal: false) == .plain)
  }

  @Test(arguments: [
    (SIMD3<UInt8>(0, 0, 0), 16), (SIMD3(255, 255, 255), 231), (SIMD3(255, 0, 0), 196),
    (SIMD3(8, 8, 8), 232), (SIMD3(238, 238, 238), 255), (SIMD3(95, 135, 175), 67),
    (SIMD3(128, 128, 128), 244),
  ])
  func coloursOfThePaletteFindThemselves(colour: SIMD3<UInt8>, index: Int) {
    #expect(Terminal.paletteIndex(colour) == index)
  }
}
