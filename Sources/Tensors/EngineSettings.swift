import CKernels

/// What work is done with: a value that whoever works holds, and that holds for the calling thread
/// while it works.
///
///     try settings.apply { try network.logits(images, .inference()) }
///
/// Nothing of it belongs to the process, so what one piece of work chooses changes nothing for
/// another. Outside of every `apply` the standard ones hold.
public struct EngineSettings: Codable, Equatable, Sendable {
  /// Threads that kernels use. The same number on the same machine gives the same bits.
  public var threads: Int
  /// What networks are asked to compute in; `computes` says what it comes to.
  public var precision: Precision
  /// Whether float32 convolutions may use Winograd's algorithm: twice as fast on 3×3 kernels, with
  /// rounding errors of some 10⁻⁵ of the largest value instead of 10⁻⁶.
  /// - Source: Lavin and Gray 2016.
  public var winograd: Bool
  /// Whether bfloat16 is taken also where the processor is slower with it, to save memory or to
  /// compare.
  public var force: Bool

  /// The standard ones, where nothing else is said.
  /// - Parameter threads: nil for as many as OMP_NUM_THREADS or the machine says.
  public init(
    threads: Int? = nil, precision: Precision = .float32, winograd: Bool = true, force: Bool = false
  ) {
    self.threads = threads ?? Int(ck_standard_settings().threads)
    self.precision = precision
    self.winograd = winograd
    self.force = force
  }

  private init(_ settings: ck_settings) {
    self.init(
      threads: Int(settings.threads), precision: settings.bf16 ? .bfloat16 : .float32,
      winograd: settings.winograd, force: settings.force)
  }

  /// Those that hold for the calling thread now.
  public static var current: EngineSettings { EngineSettings(ck_current_settings()) }

  /// Runs `body` on the calling thread under these settings; what held before holds again after it,
  /// also where it throws.
  public func apply<Result>(_ body: () throws -> Result) rethrows -> Result {
    let outer = ck_enter_settings(
      ck_settings(
        threads: Int32(clamping: threads), bf16: precision == .bfloat16, force: force,
        winograd: winograd))
    defer { ck_leave_settings(outer) }
    return try body()
  }

  /// What networks compute in here: single precision where the processor has no bfloat16
  /// instructions, and, unless forced, where they are the slower ones: measured on Intel's AVX-512
  /// without AMX, 180 GF/s against 350.
  public var computes: Precision {
    precision == .bfloat16 && (force ? ck_has_bf16() : ck_has_fast_bf16()) ? .bfloat16 : .float32
  }

  /// What multiplies here, and why where that is not what could be asked for.
  public var products: String {
    if computes == .bfloat16 { return "bf16" }
    if ck_has_fast_bf16() { return "f32" }
    return ck_has_bf16()
      ? "f32 (this processor is slower with bf16)" : "f32 (this processor has no bf16 instructions)"
  }

  /// How many threads there may be.
  public static let threadLimits = 1...1024

  /// Takes the memory that the libraries want for so many threads.
  /// - Throws: a `Failure` for a number of threads out of range or without room for it (128 MB of
  ///   addresses a thread), and where bfloat16 is forced and the processor has no instructions for it.
  public func check(for who: String) throws {
    guard Self.threadLimits ~= threads else {
      throw Failure(
        "\(who): threads", "out of range",
        expected: "\(Self.threadLimits.lowerBound) to \(Self.threadLimits.upperBound)",
        got: "\(threads)")
    }
    guard ck_blas_reserve(Int32(clamping: threads)) else {
      throw Failure(
        "\(who): threads", "no room for the buffers of \(threads) threads",
        expected: "fewer threads, or a larger limit of memory (ulimit -v)")
    }
    guard !(force && precision == .bfloat16) || ck_has_bf16() else {
      throw Failure(who, "this processor has no bf16 instructions", expected: "\"f32\"")
    }
  }
}

extension EngineSettings {
  /// Reads settings of which some may be missing: those have their standard value.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      threads: try values.decodeIfPresent(Int.self, forKey: .threads),
      precision: try values.decodeIfPresent(Precision.self, forKey: .precision) ?? .float32,
      winograd: try values.decodeIfPresent(Bool.self, forKey: .winograd) ?? true,
      force: try values.decodeIfPresent(Bool.self, forKey: .force) ?? false)
  }
}
