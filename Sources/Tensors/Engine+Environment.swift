import CKernels
import Glibc

/// What the numerical libraries read from the environment while they are loaded.
extension Engine {
  /// The instruction set that kernels use: "sse2", "avx2" or "avx512", and "base" where there is but
  /// one; the widest that the processor has, or what CRESCENT_ISA named when the program started.
  public static var instructionSet: String { unsafe String(cString: ck_isa_name(ck_isa_used())) }

  /// Those that this processor has, the narrowest first.
  public static var instructionSets: [String] {
    (CK_ISA_BASE.rawValue...ck_isa_of_processor().rawValue).map {
      unsafe String(cString: ck_isa_name(ck_isa($0)))
    }
  }

  /// OpenBLAS's name of what stands for an instruction set. Prescott has SSE3 and nothing else new;
  /// nothing older is in OpenBLAS.
  private static let coreTypes = ["sse2": "Prescott", "avx2": "Haswell", "avx512": "SkylakeX"]

  /// Set in the second start, so that there is no third.
  private static let mark = "CRESCENT_ENVIRONMENT"

  /// Starts the program anew, once, where the numerical libraries are to read other variables before
  /// `main` than there are.
  /// - Parameter current: the program's environment.
  /// - Throws: where a variable of ours has a value that makes no sense.
  public static func prepareEnvironment(_ current: [String: String]) throws {
    let changes = try environment(in: current)
    guard !changes.isEmpty, current[mark] == nil else { return }
    for (name, value) in changes { unsafe setenv(name, value, 1) }
    unsafe setenv(mark, "1", 1)
    // Returns only where it cannot be done: the program then runs as it is.
    unsafe execv("/proc/self/exe", CommandLine.unsafeArgv)
  }

  /// What is to change in the environment before the numerical libraries are loaded. What the user
  /// has set stays, but where CRESCENT_ISA says otherwise.
  ///
  /// OpenBLAS 0.3.21 picks an older kernel on processors newer than itself. OpenMP threads by
  /// default wait for work in a loop for milliseconds, and take the cores from whoever works.
  /// - Parameter current: the environment as it is.
  /// - Throws: where CRESCENT_ISA names no instruction set of this processor.
  public static func environment(in current: [String: String]) throws -> [String: String] {
    let wanted = current["CRESCENT_ISA"].flatMap { $0.isEmpty ? nil : $0 }
    if let wanted, !instructionSets.contains(wanted) {
      throw Failure(
        "CRESCENT_ISA", "no instruction set of this processor",
        expected: instructionSets.joined(separator: ", "), got: "\"\(wanted)\"")
    }
    var changes: [String: String] = [:]
    if current["GOMP_SPINCOUNT"] == nil { changes["GOMP_SPINCOUNT"] = "1000" }
    let instructions = wanted ?? (ck_isa_of_processor() == CK_ISA_AVX512 ? "avx512" : nil)
    let set = current["OPENBLAS_CORETYPE"]
    if let core = instructions.flatMap({ coreTypes[$0] }), core != set, set == nil || wanted != nil
    {
      changes["OPENBLAS_CORETYPE"] = core
    }
    return changes
  }
}
