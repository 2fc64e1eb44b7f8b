import Tensors
import TestSupport
import Testing

/// Convolution, residual batch norm and pooling, as between the layers of a network.
private struct Block {
  let images: Tensor
  let weight: Tensor
  let residual: Tensor
  let scale: Tensor
  let shift: Tensor

  init() throws {
    var random = Random(seed: 3, stream: "test")
    images = try random.uniform(shape: [8, 32, 8, 8], in: -1..<1)
    weight = try random.uniform(shape: [64, 32, 3, 3], in: -0.1..<0.1)
    residual = try random.uniform(shape: [8, 64, 8, 8], in: -1..<1)
    scale = try random.uniform(shape: [64], in: 0.5..<1.5)
    shift = try random.uniform(shape: [64], in: -0.5..<0.5)
  }

  /// The output and the gradients of images, weight, residual, scale and shift.
  func results(_ precision: Precision, residual isAdded: Bool = true) throws -> [Tensor] {
    let tape = Tape()
    let leaves = [images, weight, residual, scale, shift].map(tape.variable)
    var statistics = try RunningStatistics(channels: 64)
    let sums = try leaves[0].convolution(weight: leaves[1], padding: 1, precision: precision)
    let normal = try sums.batchNorm(
      scale: leaves[3], shift: leaves[4], statistics: &statistics, training: true,
      adding: isAdded ? leaves[2] : nil, activation: .relu)
    let output = try normal.maxPool(size: 2)
    // A loss that weighs every output differently.
    let loss = try (output * grid(output.shape, seed: 5, offset: 0.3)).sum()
    return [output.detached()] + (try tape.gradients(of: loss, for: leaves))
  }
}

/// ‖a − b‖ / ‖b‖.
private func relativeDistance(_ a: Tensor, _ b: Tensor) throws -> Float {
  let difference = try (a.detached() - b.detached()).squared().sum().item()
  return try (difference / max(b.detached().squared().sum().item(), 1e-12)).squareRoot()
}

@Suite struct PrecisionTests {
  /// Numbers of eight significant bits are off by up to 2⁻⁹ of their size, some 2⁻¹⁰·¹ in the mean
  /// square. Gradients are rounded three times on their way, and a rounded value may choose another
  /// maximum or side of ReLU, which moves a whole gradient: some thousandth of them do.
  @Test(.enabled(if: Processor.hasBfloat16, "this processor has no bf16 instructions"))
  func bfloat16IsSinglePrecisionUpToRounding() throws {
    let block = try Block()
    let (exact, rounded) = (try block.results(.float32), try block.results(.bfloat16))
    #expect(try relativeDistance(rounded[0], exact[0]) < 0x1p-8)
    #expect(try relativeDistance(rounded[0], exact[0]) > 0x1p-12)
    for (ours, theirs) in zip(rounded, exact).dropFirst() {
      #expect(try relativeDistance(ours, theirs) < 0.06)
    }
  }

  @Test func winogradIsTheDirectWayUpToRounding() throws {
    let block = try Block()
    let fast = try EngineSettings(winograd: true).apply { try block.results(.float32) }
    let direct = try EngineSettings(winograd: false).apply { try block.results(.float32) }
    for (ours, theirs) in zip(fast, direct) {
      #expect(try relativeDistance(ours, theirs) < 1e-4)
    }
  }

  @Test(arguments: Precision.allCases) func sameInputGivesTheSameBits(precision: Precision) throws {
    let block = try Block()
    let (first, second) = (try block.results(precision), try block.results(precision))
    for (one, other) in zip(first, second) {
      #expect(one.values().map(\.bitPattern) == other.values().map(\.bitPattern))
    }
  }

  @Test(arguments: Precision.allCases)
  func steadyStateAsksNoMemoryOfTheSystem(precision: Precision) throws {
    let block = try Block()
    for _ in 0..<3 { _ = try block.results(precision) }
    let (allocations, live) = (Engine.systemAllocations, Engine.liveBytes)
    for _ in 0..<3 { _ = try block.results(precision) }
    #expect(Engine.systemAllocations == allocations)
    #expect(Engine.liveBytes == live)
  }

  /// What batch norm makes again on the way back is what it gave on the way there: the weights'
  /// gradients of a second convolution are those over a copy that is kept.
  @Test func remadeValuesAreTheOnesThatWerePassedOn() throws {
    let block = try Block()
    func gradient(keeping: Bool) throws -> [Float] {
      let tape = Tape()
      let weight = tape.variable(try grid([16, 64, 1, 1], seed: 9))
      let images = tape.variable(block.residual)
      var statistics = try RunningStatistics(channels: 64)
      var normal = try images.batchNorm(
        scale: block.scale, shift: block.shift, statistics: &statistics, training: true,
        activation: .relu)
      // Reshaped values are kept: nobody knows how to make them again.
      if keeping { normal = try normal.reshaped([8, 64, 8, 8]) }
      let loss = try normal.convolution(weight: weight).squared().sum()
      return try tape.gradients(of: loss, for: [weight])[0].values()
    }
    #expect(try gradient(keeping: true) == gradient(keeping: false))
  }
}
