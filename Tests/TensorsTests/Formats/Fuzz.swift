import Tensors
import Testing

/// Tries every truncation and a bounded number of damaged copies of a file: each must either be read or
/// be refused by a `Failure` of one line; anything else ends the test run.
func fuzz(_ whole: [UInt8], flips: Int = 4000, read: ([UInt8]) throws -> Void) {
  for length in 0..<whole.count {
    #expect(throws: Failure.self, "\(length) of \(whole.count) bytes") {
      try read(Array(whole.prefix(length)))
    }
  }
  var rng = Random(seed: 1, stream: "fuzz")
  for attempt in 0..<flips {
    var damaged = whole
    // Mostly one bit, sometimes several whole bytes.
    if attempt % 4 < 3 {
      damaged[rng.int(below: whole.count)] ^= 1 << UInt8(rng.int(below: 8))
    } else {
      for _ in 0..<4 { damaged[rng.int(below: whole.count)] = UInt8(rng.int(below: 256)) }
    }
    do {
      try read(damaged)
    } catch let failure as Failure {
      #expect(!failure.description.contains("\n"), "attempt \(attempt)")
    } catch {
      Issue.record("attempt \(attempt): \(error) is no Failure")
    }
  }
}
