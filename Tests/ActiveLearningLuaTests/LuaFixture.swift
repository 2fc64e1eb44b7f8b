import ActiveLearning
import ActiveLearningLua
import Foundation
import LuaHost
import Tensors

/// A Lua state with everything installed, whose output is kept.
final class LuaFixture {
  let state: State
  private(set) var output = ""
  private(set) var progress: [Tensors.Progress] = []
  /// Called at every safe point of long work.
  var checkpoint: () throws -> Void = {}

  init() throws {
    state = try State { _ in }
    state.output = { [unowned self] in output += $0 }
    let interrupt = state.interrupt
    let monitor = Monitor(
      report: { [unowned self] in progress.append($0) },
      checkpoint: { [unowned self] in
        try checkpoint()
        if interrupt.isRequested { throw Cancelled() }
      })
    try Library(
      home: Self.home, environment: ProcessInfo.processInfo.environment, monitor: monitor,
      show: { [unowned self] figure, caption in
        output += figure.text(on: .plain, width: 80) + (caption.isEmpty ? "" : caption + "\n")
      }, screen: { (.plain, 80) }
    ).install(into: state)
  }

  /// The checkout that the tests were built from.
  static var home: String {
    var folder = URL(fileURLWithPath: #filePath)
    while !FileManager.default.fileExists(
      atPath: folder.appendingPathComponent("Package.swift").path)
    { folder.deleteLastPathComponent() }
    return folder.path
  }

  /// The display of what a cell returns.
  func show(_ cell: String) throws -> String {
    try state.evaluate(cell: cell, chunk: "=In[1]")
      .map { Display().text($0, in: state) }.joined(separator: "\t")
  }

  /// The message of the error that a cell must raise; nil where it raises none.
  func complaint(_ cell: String) -> String? {
    do {
      _ = try state.evaluate(cell: cell, chunk: "=In[1]")
      return nil
    } catch {
      return "\(error)"
    }
  }
}
