import CKernels

/// The machinery under all tensors: threads, memory, libraries.
public enum Engine {
  /// Threads that kernels use, at first as many as OMP_NUM_THREADS or the machine says. The same
  /// number on the same machine gives the same bits.
  public static var threads: Int {
    get { Int(ck_threads()) }
    set { ck_set_threads(Int32(clamping: newValue)) }
  }

  /// The numerical libraries and the instruction sets they chose.
  public static var description: String {
    unsafe "\(String(cString: ck_onednn_description())), \(String(cString: ck_blas_description()))"
  }

  /// Bytes that tensors hold now.
  public static var liveBytes: Int { Int(ck_live_bytes()) }

  /// Bytes kept for tensors to come.
  public static var freeBytes: Int { Int(ck_free_bytes()) }

  /// How often memory was asked of the system; stands still in a steady state.
  public static var systemAllocations: Int { Int(ck_system_allocations()) }

  /// Hands unused memory back to the system.
  public static func trim() { ck_trim() }
}
