import CKernels

/// The machinery under all tensors: threads, memory, libraries.
public enum Engine {
  /// Threads that kernels use, at first as many as OMP_NUM_THREADS or the machine says. The same
  /// number on the same machine gives the same bits.
  public static var threads: Int {
    get { Int(ck_threads()) }
    set { ck_set_threads(Int32(clamping: newValue)) }
  }

  /// Sets `threads`, and takes the memory that the libraries want for so many.
  /// - Throws: `Failure` where there is no room for it: 128 MB of addresses a thread.
  public static func use(threads: Int) throws {
    guard ck_blas_reserve(Int32(clamping: threads)) else {
      throw Failure(
        "threads", "no room for the buffers of \(threads) threads",
        expected: "fewer threads, or a larger limit of memory (ulimit -v)")
    }
    self.threads = threads
  }

  /// What passes through networks compute in, from now on; single precision at first.
  ///
  /// Setting bfloat16 leaves single precision where the processor lacks its instructions, and where
  /// they are the slower ones: measured on Intel's AVX-512 without AMX, 180 GF/s against 350.
  public static var precision: Precision {
    get { ck_computes_bf16() ? .bfloat16 : .float32 }
    set { ck_set_computes_bf16(newValue == .bfloat16 && ck_has_fast_bf16()) }
  }

  /// Sets bfloat16 also where its instructions are the slower ones, to save memory or to compare.
  /// - Returns: whether the processor has them.
  public static func forceBfloat16() -> Bool {
    ck_set_computes_bf16(ck_has_bf16())
    return ck_has_bf16()
  }

  /// What multiplies, and why where that is not what could be asked for.
  public static var products: String {
    if precision == .bfloat16 { return "bf16" }
    if ck_has_fast_bf16() { return "f32" }
    return ck_has_bf16()
      ? "f32 (this processor is slower with bf16)" : "f32 (this processor has no bf16 instructions)"
  }

  /// Whether convolutions in single precision may use Winograd's algorithm: twice as fast on 3×3
  /// kernels, with rounding errors of some 10⁻⁵ of the largest value instead of 10⁻⁶.
  /// - Source: Lavin and Gray 2016.
  public static var usesWinograd: Bool {
    get { ck_uses_winograd() }
    set { ck_set_uses_winograd(newValue) }
  }

  /// The numerical libraries and the instruction sets they chose.
  public static var description: String {
    unsafe "\(String(cString: ck_onednn_description())), \(String(cString: ck_blas_description()))"
  }

  /// Bytes that tensors hold now.
  public static var liveBytes: Int { Int(ck_live_bytes()) }

  /// The most bytes that tensors and kernels ever held at once.
  public static var peakBytes: Int { Int(ck_peak_bytes()) }

  /// Bytes kept for tensors to come.
  public static var freeBytes: Int { Int(ck_free_bytes()) }

  /// How often memory was asked of the system; stands still in a steady state.
  public static var systemAllocations: Int { Int(ck_system_allocations()) }

  /// Hands unused memory back to the system.
  public static func trim() { ck_trim() }
}
