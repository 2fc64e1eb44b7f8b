import ActiveLearning
import ActiveLearningLua
import LuaHost
import Tensors

/// One Lua state with everything installed, and what shows its work.
final class Workbench {
  let state: State
  let console: Console
  let progress: ProgressLine
  let interrupts: Interrupts
  /// Crescent's own folder.
  let home: String
  /// How many labels that the user gave are in no saved session.
  private(set) var unsavedLabels: () -> Int = { 0 }
  /// Saves what sessions would lose if the program ended now; says what it did, a line each.
  private var saveSessions: () -> [String] = { [] }

  init(
    console: Console, home: String, environment: [String: String], seed: Int?
  ) throws {
    self.console = console
    self.home = home
    progress = ProgressLine(console: console)
    let interrupt = Interrupt()
    interrupts = try Interrupts(interrupt)
    console.onFailure = { interrupt.request() }
    let chance = Chance(seed: seed ?? 0)
    state = try State(interrupt: interrupt, random: chance.source) { console.write($0) }
    try installModules(environment: environment, seed: seed ?? 0)
    try state.install([Builtins.module(console: console, known: Set(globalNames()))])
  }

  /// The one place where the library's modules come in.
  private func installModules(environment: [String: String], seed: Int) throws {
    let (console, progress, interrupt) = (console, progress, state.interrupt)
    let terminal = Terminal(environment: environment, isTerminal: console.isTerminal)
    let monitor = Monitor(
      report: { step in
        progress.report(
          stage: step.stage, epoch: step.epoch, epochs: step.epochs, step: step.step,
          steps: step.steps, values: step.loss.map { [("loss", $0)] } ?? [])
      }, checkpoint: { try interrupt.check() }, announce: { console.writeError($0) })
    let library = Library(
      home: home, environment: environment, seed: UInt64(seed), monitor: monitor,
      output: { console.write($0) }, screen: { (terminal, console.width) })
    try library.install(into: state)
    unsavedLabels = { library.unsavedLabels }
    saveSessions = { library.rescueSessions() }
  }

  /// Runs a whole script. Its `...` and `arg` are its arguments, `arg[0]` its name.
  func run(_ source: Source) throws {
    defer { progress.finish() }
    let name: Value = .string(source.name)
    let arguments: Value = .list(source.arguments.map { .string($0) })
    try state.load("arg = ... arg[0] = select(2, ...)", chunk: "=crescent").call([arguments, name])
    try interrupts.during(source.name) {
      _ = try state.run(script: source.text, chunk: source.chunk, arguments: source.arguments)
    }
  }

  /// Saves what sessions would lose, when the program was asked to leave.
  func rescue() {
    progress.finish()
    for line in saveSessions() { console.writeError(line) }
  }

  /// Whether a text is Lua that only lacks its end: as a statement, or as an expression.
  func isIncomplete(_ text: String) -> Bool {
    if state.isIncomplete(text) { return true }
    do {
      _ = try state.load("return " + text, chunk: "=cell")
      return false
    } catch {
      return "\(error)".hasSuffix("<eof>")
    }
  }

  /// Lets `require` find what lies beside a script, and Crescent's own Lua.
  func addModuleFolders(_ folders: [String]) throws {
    let patterns = (folders + [home + "/scripts/lib"]).map { "\($0)/?.lua;\($0)/?/init.lua;" }
    try state.load("package.path = ... .. package.path", chunk: "=crescent")
      .call(patterns.joined())
  }

  private func globalNames() throws -> [String] { try Array(state.globals.fields().keys) }
}
