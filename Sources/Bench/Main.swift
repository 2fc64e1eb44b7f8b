import ArgumentParser
import Foundation
import Glibc
import Tensors

/// The program `crescent-bench`.
@main
struct Main: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crescent-bench",
    abstract: "Times work of Crescent; scripts/bench compares it with other programs.",
    discussion: "Without names, times everything. A line of JSON for each case.")

  @Argument(help: "Cases to time.")
  var names: [String] = []

  @Option(help: "What the large layers compute in: f32 or bf16.")
  var precision = Precision.float32

  @Option(help: "How often to run a case.")
  var runs = 15

  @Flag(help: "Print a table of time by operation.")
  var profile = false

  @Flag(help: "Print the time of a case's convolutions alone.")
  var convolutions = false

  @Flag(help: "Print who holds memory when a case holds most.")
  var holders = false

  @Flag(help: "Print memory before a case is built and at its peak; one case a process.")
  var memory = false

  @Option(help: "Print what it costs a step that its images are changed so: crop_flip or simclr.")
  var feeding: String?

  @Option(help: "Print how long a data set takes to open: its name, or a folder of images.")
  var loading: String?

  @Option(help: "With --loading: the folder that has the data set of this name.")
  var root: String?

  @Flag(help: "Answer requests on standard input, a line of JSON each.")
  var serve = false

  @Flag(help: "Print tables as JSON, too.")
  var json = false

  static func main() {
    do {
      try Engine.prepareEnvironment(ProcessInfo.processInfo.environment)
    } catch {
      exit(withError: error)
    }
    self.main(nil)
  }

  func validate() throws {
    guard runs >= 1 else { throw ValidationError("--runs: at least 1") }
    for name in names { _ = try Cases.named(name) }
    guard !memory || names.count == 1 else { throw ValidationError("--memory: one case a process") }
  }

  func run() throws {
    if serve {
      var conversation = Conversation()
      return try conversation.run()
    }
    if let loading { return try JSONLine.write(Loading(loading, root: root)) }
    if let feeding {
      return try EngineSettings(precision: precision).apply {
        try JSONLine.write(Feeding(feeding, precision, turns: 5, steps: runs))
      }
    }
    for work in Cases.all where names.isEmpty || names.contains(work.name) {
      if profile {
        let table = try OperationTable(work, precision, runs: runs)
        try json ? JSONLine.write(table) : table.printed()
      } else if convolutions {
        let ceiling = try Ceiling(work, precision, runs: runs)
        try json ? JSONLine.write(ceiling) : ceiling.printed()
      } else if holders {
        let table = try MemoryTable(work, precision)
        try json ? JSONLine.write(table) : table.printed()
      } else if memory {
        try JSONLine.write(Peak(work, precision, runs: runs))
      } else {
        try JSONLine.write(Timing(work, precision, runs: runs))
      }
    }
  }
}

extension Precision: ExpressibleByArgument {}
