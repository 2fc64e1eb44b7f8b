import Tensors
import TestSupport
import Testing

/// What is made again on the way back instead of kept: the same bits, in less memory.
@Suite struct RecomputationTests {
  /// Images in layouts of each kind, matrices narrow and wide; some end within a register.
  static let shapes = [
    [3, 5, 3, 3], [2, 16, 4, 4], [2, 32, 5, 7], [2, 3, 8, 8], [7, 20], [70, 33], [40, 16],
  ]

  private func parameters(_ channels: Int) throws -> [Tensor] {
    try [grid([channels], seed: 2, offset: 1.3), grid([channels], seed: 3, offset: 0.1)]
  }

  private func norm(
    _ x: Tensor, _ leaves: ArraySlice<Tensor>, adding residual: Tensor?,
    activation: Tensor.Activation
  ) throws -> Tensor {
    var statistics = try RunningStatistics(channels: x.shape[1])
    let (scale, shift) = (leaves[leaves.startIndex], leaves[leaves.startIndex + 1])
    return try x.batchNorm(
      scale: scale, shift: shift, statistics: &statistics, training: true, adding: residual,
      activation: activation)
  }

  /// Where ReLU after a residual let values through is marked by a bit for each.
  @Test(arguments: shapes, [false, true])
  func marksOfReluAreThoseOfItsResult(shape: [Int], isBlocked: Bool) throws {
    guard !isBlocked || shape.count == 4 && shape[1] % 16 == 0 else { return }
    let inputs =
      try [grid(shape, seed: 5), grid(shape, seed: 6, offset: 0.05)] + parameters(shape[1])
    func results(inOnePass: Bool) throws -> [[Float]] {
      let tape = Tape()
      let leaves = inputs.map { tape.variable($0) }
      let x = isBlocked ? try blocked(leaves[0]) : leaves[0]
      let y =
        inOnePass
        ? try norm(x, leaves[2...], adding: leaves[1], activation: .relu)
        : try norm(x, leaves[2...], adding: leaves[1], activation: .none).relu()
      let weights = try grid(shape, seed: 9, offset: 0.3)
      let values = y.values()
      #expect(values.contains(0) && values.contains { $0 > 0 })
      return [values]
        + (try tape.gradients(of: (y * weights).sum(), for: leaves).map { $0.values() })
    }
    #expect(try results(inOnePass: true) == results(inOnePass: false))
  }

  /// Residual blocks without the convolutions within them.
  private func chain(
    _ images: Tensor, _ leaves: [Tensor], blocks: Int, keeping: Bool = false
  ) throws -> Tensor {
    var value = images
    for _ in 0..<blocks {
      let sums = try value.convolution(weight: leaves[0])
      value = try norm(sums, leaves[1...], adding: value, activation: .relu)
      // Reshaped values are kept: nobody knows how to make them again.
      if keeping { value = try value.reshaped(value.shape) }
    }
    return value
  }

  /// As many as are made again one after another, and more.
  @Test(arguments: [1, 2, 3, 4, 8])
  func remadeSumsAreTheOnesThatWerePassedOn(blocks: Int) throws {
    let images = try grid([2, 16, 6, 6], seed: 4)
    let inputs = try [grid([16, 16, 1, 1], seed: 8, scale: 0.25)] + parameters(16)
    func gradients(keeping: Bool) throws -> [[Float]] {
      let tape = Tape()
      let leaves = inputs.map { tape.variable($0) }
      let y = try chain(
        blocked(tape.variable(images)), leaves, blocks: blocks, keeping: keeping)
      let loss = try y.convolution(weight: leaves[0]).squared().sum()
      return try tape.gradients(of: loss, for: leaves).map { $0.values() }
    }
    #expect(try gradients(keeping: true) == gradients(keeping: false))
  }

  /// Of each block, what its batch norm reads is kept, not what it gives: but for the last one and the
  /// one that it added, which are still in use, and every third.
  @Test(arguments: [(2, 2), (4, 2), (5, 3), (7, 3)])
  func aResidualBlockKeepsOneTensor(blocks: Int, results: Int) throws {
    let images = try blocked(grid([8, 16, 64, 64], seed: 4))
    let inputs = try [grid([16, 16, 1, 1], seed: 8, scale: 0.25)] + parameters(16)
    let tape = Tape()
    let leaves = inputs.map { tape.variable($0) }
    let profile = Profile(memory: true)
    let y = try profile.measure { try chain(images, leaves, blocks: blocks) }
    let holders = try #require(profile.peak).holders
    // Means, variances and factors of sixteen channels are next to nothing.
    func count(_ operation: String) -> Int {
      holders.filter { $0.origin == "\(operation) → 8×16×64×64" }.reduce(0) { $0 + $1.bytes }
        / (4 * y.count)
    }
    #expect(count("convolution 16→16 1×1") == blocks)
    #expect(count("batch norm") == results)
    let gradients = try tape.gradients(of: y.sum(), for: leaves)
    #expect(gradients.count == leaves.count)
  }
}
