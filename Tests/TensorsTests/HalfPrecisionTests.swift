import Tensors
import TestSupport
import Testing

/// An operation on images that takes bfloat16 as it comes.
struct HalfCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let givesHalves: Bool
  let function: @Sendable ([Tensor]) throws -> Tensor

  init(
    _ name: String, givesHalves: Bool = true,
    _ function: @escaping @Sendable ([Tensor]) throws -> Tensor
  ) {
    (testDescription, self.givesHalves, self.function) = (name, givesHalves, function)
  }
}

@Suite struct HalfPrecisionTests {
  private static func stream() -> Random { Random(seed: 3, stream: "dropout") }

  /// Of images [2 × 32 × 5 × 7] and two tensors [32].
  static let cases: [HalfCase] = [
    HalfCase("gelu") { try $0[0].gelu() },
    HalfCase("leaky relu") { try $0[0].leakyRelu(slope: 0.25) },
    HalfCase("average pool") { try $0[0].averagePool(size: 2) },
    HalfCase("overlapping average pool") { try $0[0].averagePool(size: 3, stride: 1, padding: 1) },
    HalfCase("adaptive average pool") { try $0[0].adaptiveAveragePool(to: 3) },
    HalfCase("global average pool", givesHalves: false) { try $0[0].globalAveragePool() },
    HalfCase("channel norm") { try $0[0].channelNorm(weight: $0[1], bias: $0[2]) },
    HalfCase("dropout") {
      var random = stream()
      return try $0[0].dropout(0.5, using: &random)
    },
    HalfCase("channel dropout") {
      var random = stream()
      return try $0[0].channelDropout(0.5, using: &random)
    },
    HalfCase("gelu of a norm, made again on the way back") {
      try blocked(
        $0[0].channelNorm(weight: $0[1], bias: $0[2]).gelu(), precision: .bfloat16)
    },
  ]

  @Test(
    .enabled(if: Processor.hasBfloat16, "this processor has no bf16 instructions"),
    arguments: cases)
  func halvesGiveWhatSinglesDoToTwoDigits(_ operation: HalfCase) throws {
    // Multiples of 1/8 up to 1 are bfloat16 numbers.
    let inputs = try [grid([2, 32, 5, 7]), grid([32], seed: 2, offset: 1), grid([32], seed: 3)]
    func run(_ precision: Precision) throws -> [Tensor] {
      let tape = Tape()
      let leaves = inputs.map { tape.variable($0) }
      let x = try blocked(leaves[0], precision: precision)
      let y = try operation.function([x] + leaves.dropFirst())
      let weights = try grid(y.shape, seed: 7, offset: 0.3)
      return [y.detached()] + (try tape.gradients(of: (y * weights).sum(), for: leaves))
    }
    let (halves, singles) = try (run(.bfloat16), run(.float32))
    if operation.givesHalves {
      #expect(halves[0].values().allSatisfy { $0.bitPattern & 0xFFFF == 0 })
    }
    for (half, single) in zip(halves, singles) {
      // A bfloat16 number is off by 2⁻⁹; a gradient is rounded up to three times on its way, and up
      // to nine windows meet in an element: 12 · 2⁻⁹ of the largest at the very worst.
      #expect(distance(half, single) < 12.0 / 512)
    }
  }
}
