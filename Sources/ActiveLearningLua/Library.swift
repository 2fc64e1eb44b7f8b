import ActiveLearning
import LuaHost
import Tensors

/// Everything that Crescent adds to a Lua state.
public struct Library {
  /// One for each namespace, in the order in which the manual shows them.
  public let modules: [Module]
  private let workspace: Workspace

  /// - Parameters:
  ///   - home: the folder with `datasets` and `scripts`.
  ///   - seed: of sessions that name none.
  ///   - monitor: told of progress; its checkpoint stops long work.
  ///   - show: takes what a call such as `d:show()` shows: a figure, and lines for below it.
  ///   - screen: what the terminal can show now, and how many columns it has.
  public init(
    home: String, environment: [String: String], seed: UInt64 = 0, monitor: Monitor,
    show: @escaping (_ figure: any Figure, _ caption: String) -> Void,
    screen: @escaping () -> (terminal: Terminal, width: Int)
  ) {
    let workspace = Workspace(
      home: home, environment: environment, seed: seed, monitor: monitor, show: show,
      screen: screen)
    self.workspace = workspace
    modules = [
      DatasetModule.module(workspace), AugmentModule.module(workspace),
      NetworkModule.module(workspace),
      StrategyModule.module(workspace), MethodModule.module(workspace),
      SessionModule.module(workspace), GeometryModule.module(workspace),
      MetricModule.module(workspace), PlotModule.module(workspace),
      TensorModule.module(workspace), EngineModule.module(workspace),
    ]
  }

  /// How many labels that the user gave are in no saved session.
  public var unsavedLabels: Int { workspace.unsavedLabels }

  /// Saves what sessions would lose if the program ended now.
  /// - Returns: what became of each that has something to lose, a line each.
  public func rescueSessions() -> [String] { workspace.rescueSessions() }

  /// Makes the namespaces known, counts tensors towards the collector, and lets errors speak Lua.
  public func install(into state: State) throws {
    state.errorForLua = Crossing.intoLua
    try state.install(modules)
    state.externalBytes = { Engine.liveBytes }
    // Half of what there is; the rest is for what Lua's values stand for.
    state.memoryLimit = Int(min(Memory.total / 2, 0x1p62))
    workspace.state = state
    state.surroundings = workspace.working
  }
}
