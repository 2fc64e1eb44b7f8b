import Foundation
import Testing

/// A conversation with a program at a terminal: type, wait for what should appear, look.
final class TerminalSession {
  /// What was awaited never came.
  struct Missing: Error, CustomStringConvertible {
    let text: String
    let screen: String
    var description: String { "waited in vain for '\(text)'; the screen shows:\n\(screen)" }
  }

  /// Generous: a slow machine must not fail, a hanging program must not hang the tests.
  static let patience = Duration.seconds(20)

  let terminal: Pseudoterminal
  private(set) var screen: Screen
  /// Everything written since the last `waitFor` was satisfied, as text.
  private var unseen: [UInt8] = []
  private(set) var hasEnded = false

  init(
    program: String, arguments: [String], environment: [String: String], rows: Int, columns: Int
  ) throws {
    screen = Screen(rows: rows, columns: columns)
    terminal = try Pseudoterminal(
      program: program, arguments: arguments, environment: environment, rows: rows,
      columns: columns)
  }

  /// Types characters as they are.
  func type(_ text: String) { terminal.write(Array(text.utf8)) }

  /// Takes what has come, without waiting.
  func drain() {
    while let bytes = terminal.read(within: 0), !bytes.isEmpty {
      unseen += bytes
      screen.write(bytes)
    }
  }

  /// Types a line and presses Return.
  func enter(_ line: String) { type(line + "\r") }

  /// Waits until `text` is written after what the last wait found.
  func waitFor(
    _ text: String, patience: Duration = TerminalSession.patience
  ) throws {
    let wanted = Array(text.utf8)
    let deadline = ContinuousClock.now + patience
    while true {
      if let end = unseen.firstRange(of: wanted)?.upperBound {
        unseen.removeFirst(end)
        return
      }
      guard !hasEnded, ContinuousClock.now < deadline else {
        throw Missing(text: text, screen: screen.text)
      }
      receive()
    }
  }

  /// Waits until the screen satisfies `condition`.
  func waitUntil(_ what: String, _ condition: (Screen) -> Bool) throws {
    let deadline = ContinuousClock.now + TerminalSession.patience
    while !condition(screen) {
      guard !hasEnded, ContinuousClock.now < deadline else {
        throw Missing(text: what, screen: screen.text)
      }
      receive()
    }
  }

  /// Types a line and waits for the prompt of the next cell; returns nothing, the screen tells.
  func cell(_ line: String, then number: Int) throws {
    enter(line)
    try waitFor("In [\(number)]: ")
  }

  /// Waits for the end of the program.
  func waitForExit() throws -> Int32 {
    let deadline = ContinuousClock.now + TerminalSession.patience
    while !hasEnded {
      guard ContinuousClock.now < deadline else {
        throw Missing(text: "the end of the program", screen: screen.text)
      }
      receive()
    }
    return terminal.waitForExit()
  }

  /// Takes the terminal away; the status with which the program ended.
  func hangUp() -> Int32 {
    hasEnded = true
    return terminal.hangUp()
  }

  private func receive() {
    guard let bytes = terminal.read(within: 50) else {
      hasEnded = true
      return
    }
    unseen += bytes
    screen.write(bytes)
  }
}
