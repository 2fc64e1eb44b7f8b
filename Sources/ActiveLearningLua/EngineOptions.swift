import LuaHost
import Tensors

/// The engine's settings as Lua sees and changes them: those of the whole state, or of one session.
enum EngineOptions {
  static var threads: Argument<Int?> {
    Argument("threads", .optional(.integer(in: EngineSettings.threadLimits)), "that compute")
  }

  static var precision: Argument<Precision?> {
    Argument(
      "precision", .optional(.choice(of: Precision.self)),
      "of networks; single precision where the processor is no faster with bfloat16")
  }

  static var force: Argument<Bool?> {
    Argument(
      "force", .optional(.boolean), "takes bfloat16 also where the processor is slower with it")
  }

  static var winograd: Argument<Bool?> {
    Argument(
      "winograd", .optional(.boolean),
      "whether 3×3 convolutions in single precision may take the faster, slightly rougher way")
  }

  static let returned = "a table: threads, precision, products, winograd"
  static let notes = """
    With "bf16", activations between layers are bfloat16; weights, statistics, losses and the \
    optimizer stay in single precision. `precision` and `products` say what it came to.
    """

  /// The settings with what is given in place of what was; a precision without `force` is not forced.
  static func changed(
    _ settings: EngineSettings, _ threads: Int?, _ precision: Precision?, _ force: Bool?,
    _ winograd: Bool?, for who: String
  ) throws -> EngineSettings {
    var settings = settings
    if let threads { settings.threads = threads }
    if let precision { (settings.precision, settings.force) = (precision, false) }
    if let force { settings.force = force }
    if let winograd { settings.winograd = winograd }
    try settings.check(for: who)
    return settings
  }

  static func fields(of settings: EngineSettings) -> [(String, Value)] {
    [
      ("threads", .integer(settings.threads)),
      ("precision", .string(settings.computes.rawValue)),
      ("products", .string(settings.products)), ("winograd", .boolean(settings.winograd)),
    ]
  }

  /// What one session computes with, in words; nil where it is what the other settings say.
  static func difference(of settings: EngineSettings, from other: EngineSettings) -> String? {
    var words: [String] = []
    if settings.threads != other.threads {
      words.append("\(settings.threads) thread\(settings.threads == 1 ? "" : "s")")
    }
    if settings.computes != other.computes { words.append(settings.computes.rawValue) }
    if settings.winograd != other.winograd {
      words.append(settings.winograd ? "Winograd's algorithm" : "direct convolutions")
    }
    return words.isEmpty ? nil : "computes with " + words.joined(separator: ", ")
  }
}
