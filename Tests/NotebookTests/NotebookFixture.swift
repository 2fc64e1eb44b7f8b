import Foundation
import LuaHost
import Notebook
import Tensors
import Testing

/// A notebook without any terminal: what it tells is kept.
final class NotebookFixture: FrontEnd, Interrupter {
  var screen = Screen()
  private(set) var text = ""
  private(set) var notices: [String] = []
  private(set) var progress: [Tensors.Progress] = []
  private(set) var shown: [Output] = []
  private(set) var activities: [String] = []
  private(set) var isRunning = false
  let interrupt = Interrupt()
  /// Called when a run begins, and at each report of progress.
  var whenRunning: () -> Void = {}
  var whenReported: () -> Void = {}

  func receive(_ event: Event) {
    switch event {
    case .text(let text): self.text += text
    case .notice(let line): notices.append(line)
    case .display(let output): shown.append(output)
    case .progress(let step):
      progress.append(step)
      whenReported()
    }
  }

  func runBegan(_ activity: String) {
    activities.append(activity)
    isRunning = true
    whenRunning()
  }

  func runEnded() { isRunning = false }

  /// Requests a stop as any other thread would.
  func requestFromAnotherThread() {
    let interrupt = interrupt
    Thread { interrupt.request() }.start()
  }

  /// A workbench that this is the front end of.
  func workbench(seed: Int? = nil) throws -> Workbench {
    try Workbench(
      home: Self.home, environment: ProcessInfo.processInfo.environment, seed: seed,
      frontEnd: self, interrupt: interrupt, interrupter: self)
  }

  func cells() throws -> Cells { try Cells(workbench()) }

  /// The checkout that the tests were built from.
  static var home: String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
  }
}
