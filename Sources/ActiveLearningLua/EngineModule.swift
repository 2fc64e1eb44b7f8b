import ActiveLearning
import LuaHost
import Tensors

/// `options`, `seed`, `clock`: the engine itself.
enum EngineModule {
  static func module(_ workspace: Workspace) -> Module {
    .globals(
      "Engine", "Settings of the engine itself.",
      functions: [options(workspace), seed(workspace), clock])
  }

  private static func options(_ workspace: Workspace) -> Function {
    Function(
      "options",
      "Shows which libraries and processor paths run, and sets what is computed with from now on.",
      options: EngineOptions.threads, EngineOptions.precision, EngineOptions.force,
      EngineOptions.winograd,
      Argument(
        "memory", .optional(.integer(atLeast: 0)),
        "the most bytes that Lua's own values may take; half of what there is at first"),
      returns: EngineOptions.returned + ", memory, isa, engine, version, live_bytes",
      notes: """
        Sessions keep what they were made with; s:options shows and changes it. \
        \(EngineOptions.notes) `isa` is the instruction set of all kernels; started with \
        CRESCENT_ISA=avx2 or sse2 in its environment, the program uses a narrower one than the \
        processor has. Tables and strings beyond `memory` are Lua's error "not enough memory"; tensors, \
        data sets and sessions are not Lua's own values, and are refused where they are more than is free.
        """, examples: ["options{ precision = \"bf16\" }"]
    ) {
      (threads: Int?, precision: Precision?, force: Bool?, winograd: Bool?, memory: Int?) -> Value
      in
      let state = workspace.state
      if let memory, let state {
        // A few errors must still be told.
        let least = state.memory + 1 << 20
        guard memory >= least else {
          throw Failure(
            "options: memory", "is less than Lua's values take", expected: "\(least) or more",
            got: "\(memory)")
        }
        state.memoryLimit = memory
      }
      workspace.settings = try EngineOptions.changed(
        workspace.settings, threads, precision, force, winograd, for: "options")
      return .record(
        EngineOptions.fields(of: workspace.settings) + [
          ("memory", .integer(state?.memoryLimit ?? 0)), ("isa", .string(Engine.instructionSet)),
          ("engine", .string(Engine.description)),
          ("version", .string(Crescent.version)),
          ("live_bytes", .integer(Engine.liveBytes)),
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
