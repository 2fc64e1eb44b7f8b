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
      "options", "Shows which libraries and processor paths run, and sets what may be set.",
      options: Argument("threads", .optional(.integer(in: 1...1024)), "from now on"),
      Argument(
        "precision", .optional(.choice(of: Precision.self)),
        "of networks from now on; single precision where the processor is no faster with bfloat16"),
      Argument(
        "force", .boolean, "takes bfloat16 also where the processor is slower with it",
        default: false),
      Argument(
        "winograd", .optional(.boolean),
        "whether 3×3 convolutions in single precision may take the faster, slightly rougher way"),
      returns: "a table: threads, precision, products, winograd, isa, engine, version, live_bytes",
      notes: """
        With "bf16", activations between layers are bfloat16; weights, statistics, losses and the \
        optimizer stay in single precision. `precision` and `products` say what it came to. `isa` \
        is the instruction set of all kernels; started with CRESCENT_ISA=avx2 or sse2 in its \
        environment, the program uses a narrower one than the processor has.
        """, examples: ["options{ precision = \"bf16\" }"]
    ) { (threads: Int?, precision: Precision?, force: Bool, winograd: Bool?) -> Value in
      if let threads { try Engine.use(threads: threads) }
      if let precision { Engine.precision = precision }
      if force, precision == .bfloat16, !Engine.forceBfloat16() {
        throw Failure("options", "this processor has no bf16 instructions", expected: "\"f32\"")
      }
      if let winograd { Engine.usesWinograd = winograd }
      return .record([
        ("threads", .integer(Engine.threads)),
        ("precision", .string(Engine.precision.rawValue)),
        ("products", .string(Engine.products)), ("winograd", .boolean(Engine.usesWinograd)),
        ("isa", .string(Engine.instructionSet)), ("engine", .string(Engine.description)),
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
