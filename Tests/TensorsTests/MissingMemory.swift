import CKernels
import Tensors
import TestSupport
import Testing

/// Work that is tried with one allocation after the other missing.
struct MissingMemory {
  /// What a run came to while some of its allocations failed, and how many did.
  struct Outcome {
    let result: Result<[Float], any Error>
    let failed: Int
  }

  let name: String
  /// Gets the number of the attempt, so that it can be work of a new shape each time.
  let work: (Int) throws -> [Float]

  init(_ name: String, _ work: @escaping (Int) throws -> [Float]) {
    (self.name, self.work) = (name, work)
  }

  /// Runs once, without the `count` allocations after the first `allowed`.
  func outcome(_ attempt: Int, allowed: Int, count: Int64) -> Outcome {
    ck_fail_allocations(Int64(allowed), count)
    defer { ck_fail_allocations(0, 0) }
    let result = Result { try work(attempt) }
    return Outcome(result: result, failed: Int(ck_failed_allocations()))
  }

  /// With the first, the second, … allocation missing, and with all from there on, until nothing is
  /// missing any more: the work gives what it always gives, or throws a `Failure` about memory, and
  /// does as well as ever afterwards. No block is lost on the way.
  func holds(changing: Bool = false, location: SourceLocation = #_sourceLocation) throws {
    for count in [Int64(1), Int64.max] {
      _ = try work(0)
      let before = ck_live_bytes()
      var allowed = 0
      while true {
        let attempt = changing ? allowed : 0
        let outcome = outcome(attempt, allowed: allowed, count: count)
        let expected = try work(attempt)
        let isFinite = expected.allSatisfy { $0.isFinite }
        try #require(isFinite, "\(name)", sourceLocation: location)
        switch outcome.result {
        case .success(let values):
          #expect(values == expected, "\(name), \(allowed)", sourceLocation: location)
        case .failure(let error):
          let code = (error as? Failure)?.code
          #expect(code == .memory, "\(name), \(allowed): \(error)", sourceLocation: location)
        }
        if outcome.failed == 0 { break }
        allowed += 1
      }
      #expect(allowed > 0, "\(name) asks for no memory", sourceLocation: location)
      if !changing {
        #expect(ck_live_bytes() == before, "\(name)", sourceLocation: location)
      }
    }
  }
}
