import ActiveLearning
import LuaHost
import Tensors

/// `options`, `seed`, `clock`: the engine itself.
enum EngineModule {
  static func module(_ workspace: Workspace) -> Module {
    .globals(
      "Engine", "Settings of the engine itself.", functions: [options, seed(workspace), clock])
  }

  private static var options: Function {
    Function(
      "options", "Shows which libraries and processor paths run, and sets the number of threads.",
      options: Argument("threads", .optional(.integer(in: 1...1024)), "from now on"),
      returns: "a table: threads, engine, version, live_bytes"
    ) { (threads: Int?) -> Value in
      if let threads { Engine.threads = threads }
      return .record([
        ("threads", .integer(Engine.threads)), ("engine", .string(Engine.description)),
        ("version", .string(Crescent.version)), ("live_bytes", .integer(Engine.liveBytes)),
      ])
    }
  }

  private static var clock: Function {
    let start = ContinuousClock().now
    return Function(
      "clock", "Seconds since the start, of a clock that only goes forward.", returns: "a number"
    ) { (ContinuousClock().now - start) / .seconds(1) }
  }

  private static func seed(_ workspace: Workspace) -> Function {
    Function(
      "seed", "The seed of sessions, networks and tensors that name none; sets it if given.",
      Argument("number", .optional(.integer(atLeast: 0)), "from now on"), returns: "the seed"
    ) { (number: Int?) -> Int in
      if let number { workspace.seed = UInt64(number) }
      return Int(truncatingIfNeeded: workspace.seed)
    }
  }
}
