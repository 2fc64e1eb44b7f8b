import CKernels

/// The machinery under all tensors: memory, libraries.
public enum Engine {
  /// The numerical libraries and the instruction sets they chose.
  public static var description: String {
    unsafe "\(String(cString: ck_onednn_description())), \(String(cString: ck_blas_description()))"
  }

  /// Whether the processor multiplies bfloat16 numbers, be it fast or not.
  public static var hasBfloat16: Bool { ck_has_bf16() }

  /// Bytes that tensors hold now.
  public static var liveBytes: Int { Int(ck_live_bytes()) }

  /// The most bytes that tensors and kernels ever held at once.
  public static var peakBytes: Int { Int(ck_peak_bytes()) }

  /// Bytes kept for tensors to come.
  public static var freeBytes: Int { Int(ck_free_bytes()) }

  /// How often memory was asked of the system; stands still in a steady state.
  public static var systemAllocations: Int { Int(ck_system_allocations()) }

  /// Under a limit of addresses (`ulimit -v`), takes what the numerical libraries would ask for later: they
  /// end the program, or never return, where they do not get it. To be called once, at the start.
  public static func prepareForLimits() { ck_take_what_libraries_want() }

  /// Hands unused memory back to the system.
  public static func trim() { ck_trim() }
}
