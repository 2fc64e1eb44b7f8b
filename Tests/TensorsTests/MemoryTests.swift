import CKernels
import Tensors
import Testing

/// What large work would need, against what is free.
@Suite struct MemoryTests {
  @Test func whatIsFreeIsKnown() {
    #expect(Memory.free > 0 && Memory.free.isFinite)
    #expect(Memory.total > Memory.free / 2 && Memory.total.isFinite)
    #expect(Memory.left(inPiecesOf: .max) > 0)
  }

  @Test func whatIsMoreIsRefusedInOneLine() throws {
    try Memory.require(5_000_000, for: "work")
    #expect {
      try Memory.require(1.5e17, for: "work", "9 things", help: "8 take less")
    } throws: { error in
      guard let failure = error as? Failure else { return false }
      return failure.code == .memory
        && "\(failure)".hasPrefix(
          "work: would need 150.0 PB of memory for 9 things (expected at most the ")
        && "\(failure)".hasSuffix(" that are free; 8 take less)")
    }
    for absurd in [Double.infinity, .nan, 1e40] {
      #expect(throws: Failure.self) { try Memory.require(absurd, for: "work") }
    }
  }

  @Test(
    arguments: [
      (0, "0 kB"), (1234, "1 kB"), (999_400, "999 kB"), (1_000_000, "1.0 MB"), (3.26e9, "3.3 GB"),
      (1.6e11, "160.0 GB"), (2e12, "2.0 TB"), (1e30, "more than 1000 EB"),
    ] as [(Double, String)])
  func bytesAreSaidPlainly(bytes: Double, text: String) {
    #expect(Memory.text(bytes) == text)
  }

  /// Twice what the machine has is refused by the tensors' own memory, too.
  @Test func aTensorThatIsTooLargeSaysWhatItWouldNeed() {
    let side = Int((Memory.total * 2 / 4).squareRoot())
    #expect {
      try Tensor.zeros([side, side])
    } throws: { ($0 as? Failure)?.code == .memory && "\($0)".contains("would need") }
  }

  /// The kernels' own search, of 200,000 rows for all others, would want 640 GB.
  @Test func allNeighboursOfManyAreRefusedBeforeAnythingIsDone() {
    #expect(!ck_memory_has_room(1 << 60))
    #expect(ck_memory_has_room(100))
  }
}
