import ActiveLearning
import ActiveLearningLua
import LuaHost
import Tensors

/// One Lua state with everything installed. It belongs to the thread that made it; only `interrupt` may be
/// asked from another.
public final class Workbench {
  /// Where cells run.
  public let state: State
  /// Who shows what they write.
  public let frontEnd: any FrontEnd
  /// Stops what runs, when it is requested.
  public let interrupt: Interrupt
  /// Crescent's own folder, with `datasets` and `scripts`.
  public let home: String

  private let interrupter: (any Interrupter)?
  private let library: Library
  private let wire: Wire

  /// Where events go, and what is kept of them. A part of its own, since the state's closures hold it, and
  /// the workbench holds the state.
  private final class Wire {
    private let frontEnd: any FrontEnd
    var recorder: OutputRecorder?

    init(_ frontEnd: any FrontEnd) { self.frontEnd = frontEnd }

    var screen: Screen { frontEnd.screen }

    func send(_ event: Event) {
      switch event {
      case .text(let text): recorder?.add(text, to: .output)
      case .notice(let line): recorder?.add(line + "\n", to: .error)
      case .display(let output): recorder?.add(output)
      case .progress: break
      }
      frontEnd.receive(event)
    }

    func show(_ figure: any Figure, _ caption: String) {
      let screen = screen
      let lines = figure.lines(on: screen.terminal, width: screen.width)
      let text = (lines + (caption.isEmpty ? [] : [caption])).joined(separator: "\n")
      send(.display(Output(text: text, [DisplayForm(.png) { try figure.png() }])))
    }
  }

  /// - Parameters:
  ///   - home: Crescent's own folder; see `Home`.
  ///   - seed: of every random stream; 0 where nobody chose.
  ///   - interrupt: what the interrupter requests; made before, where something holds on to it.
  ///   - interrupter: told of runs, so that it may stop them.
  /// - Throws: where the system has no memory for a state.
  public init(
    home: String, environment: [String: String], seed: Int? = nil, frontEnd: any FrontEnd,
    interrupt: Interrupt = Interrupt(), interrupter: (any Interrupter)? = nil
  ) throws {
    self.home = home
    self.frontEnd = frontEnd
    self.interrupt = interrupt
    self.interrupter = interrupter
    let wire = Wire(frontEnd)
    self.wire = wire
    let chance = Chance(seed: seed ?? 0)
    state = try State(
      interrupt: interrupt, random: chance.source, memoryLeft: { Memory.left(inPiecesOf: $0) }
    ) { wire.send(.text($0)) }
    let monitor = Monitor(
      interrupt: interrupt, report: { wire.send(.progress($0)) },
      announce: { wire.send(.notice($0)) })
    library = Library(
      home: home, environment: environment, seed: UInt64(seed ?? 0), monitor: monitor,
      show: wire.show, screen: { (wire.screen.terminal, wire.screen.width) })
    try library.install(into: state)
    try state.install([Builtins.module { wire.screen }])
  }

  /// Runs a whole script. Its `...` and `arg` are its arguments, `arg[0]` its name.
  /// - Parameter chunk: what errors call it, in Lua's notation: `@script.lua`, `=stdin`.
  /// - Throws: `LuaError`.
  public func run(
    script text: String, chunk: String, name: String, arguments: [String] = []
  ) throws {
    let values: Value = .list(arguments.map { .string($0) })
    try state.load("arg = ... arg[0] = select(2, ...)", chunk: "=crescent")
      .call([values, .string(name)])
    try during(name) {
      _ = try state.run(script: text, chunk: chunk, arguments: arguments)
    }
  }

  /// How many labels that the user gave are in no saved session.
  public var unsavedLabels: Int { library.unsavedLabels }

  /// Saves what sessions would lose if the program ended now.
  /// - Returns: what became of each that has something to lose, a line each.
  public func rescueSessions() -> [String] { library.rescueSessions() }

  /// Whether a text is Lua that only lacks its end: as a statement, or as an expression.
  public func isIncomplete(_ text: String) -> Bool {
    if state.isIncomplete(text) { return true }
    do {
      _ = try state.load("return " + text, chunk: "=cell")
      return false
    } catch {
      return "\(error)".hasSuffix("<eof>")
    }
  }

  /// What `?name` shows; of nothing, the overview.
  /// - Throws: `HostError` for a name that means nothing.
  public func help(for name: String) throws -> String {
    name.isEmpty ? state.manual.overview : try state.help(for: name)
  }

  /// Lets `require` find what lies beside a script, and Crescent's own Lua.
  public func addModuleFolders(_ folders: [String]) throws {
    let patterns = (folders + [home + "/scripts/lib"]).map { "\($0)/?.lua;\($0)/?/init.lua;" }
    try state.load("package.path = ... .. package.path", chunk: "=crescent")
      .call(patterns.joined())
  }

  /// Runs `body`, which may be interrupted.
  func during<R>(_ activity: String, _ body: () throws -> R) rethrows -> R {
    interrupt.clear()
    interrupter?.runBegan(activity)
    defer {
      interrupter?.runEnded()
      interrupt.clear()
    }
    return try body()
  }

  /// Begins to keep what is written and shown.
  func record() { wire.recorder = OutputRecorder() }

  /// Ends it.
  func recorded() -> [CellOutput] {
    defer { wire.recorder = nil }
    return wire.recorder?.finish() ?? []
  }
}
