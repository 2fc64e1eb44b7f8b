import Tensors
import Testing

/// The convolutional autoencoder of the clustering experiments, written out in operations.
private struct Autoencoder {
  static let shapes: [[Int]] = [
    [32, 1, 5, 5], [32], [64, 32, 5, 5], [64], [128, 64, 3, 3], [128], [128], [128],
    [10, 1152], [10], [1152, 10], [1152], [1152], [1152], [128, 64, 3, 3], [64],
    [64, 32, 5, 5], [32], [32, 1, 5, 5], [1],
  ]

  /// The rule of golden-operations.py.
  static func values(_ k: Int, _ shape: [Int]) throws -> Tensor {
    let fan = shape.count > 1 ? shape.dropFirst().reduce(1, *) : 100
    let scale = 1 / Float(fan).squareRoot()
    let numbers = (0..<shape.reduce(1, *)).map {
      Float(Double(($0 * 7919 + k * 104729) % 2039 - 1019) / 1019) * scale
    }
    return try Tensor(numbers, shape: shape)
  }

  var weights: [Tensor]
  var first: [Tensor]
  var second: [Tensor]
  var encoded: RunningStatistics
  var decoded: RunningStatistics
  let images: Tensor

  init(batch: Int) throws {
    weights = try Self.shapes.enumerated().map { try Self.values($0.offset, $0.element) }
    for k in [6, 12] { weights[k] = try weights[k] + 1 }
    (first, second) = try (Self.shapes.map(Tensor.zeros), Self.shapes.map(Tensor.zeros))
    encoded = try RunningStatistics(channels: 128)
    decoded = try RunningStatistics(channels: 1152)
    images = try Self.values(99, [batch, 1, 28, 28]) * 14
  }

  mutating func gradients() throws -> (loss: Tensor, code: Tensor, gradients: [Tensor]) {
    let tape = Tape()
    let w = weights.map { tape.variable($0) }
    var h = try images.convolution(
      weight: w[0], bias: w[1], stride: 2, padding: 2, activation: .relu)
    h = try h.convolution(weight: w[2], bias: w[3], stride: 2, padding: 2, activation: .relu)
    h = try h.convolution(weight: w[4], bias: w[5], stride: 2, activation: .relu)
    h = try h.batchNorm(scale: w[6], shift: w[7], statistics: &encoded, training: true)
    let code = try h.reshaped([-1, 1152]).linear(weight: w[8], bias: w[9])
    h = try code.linear(weight: w[10], bias: w[11])
    h = try h.batchNorm(
      scale: w[12], shift: w[13], statistics: &decoded, training: true, activation: .relu)
    h = try h.reshaped([-1, 128, 3, 3])
    h = try h.transposedConvolution(weight: w[14], bias: w[15], stride: 2, activation: .relu)
    h = try h.transposedConvolution(
      weight: w[16], bias: w[17], stride: 2, padding: 2, outputPadding: 1, activation: .relu)
    h = try h.transposedConvolution(
      weight: w[18], bias: w[19], stride: 2, padding: 2, outputPadding: 1)
    let loss = try h.meanSquaredError(images)
    return (loss.detached(), code.detached(), try tape.gradients(of: loss, for: w))
  }

  mutating func train(step: Int) throws -> Float {
    let (loss, _, gradients) = try gradients()
    for k in weights.indices {
      try weights[k].adamStep(
        gradient: gradients[k], first: &first[k], second: &second[k], step: step, rate: 1e-3)
    }
    return try loss.item()
  }
}

@Suite struct AutoencoderTests {
  @Test func wholeNetworkGivesPyTorchsLossCodeAndGradients() throws {
    let golden = try #require(try GoldenOperation.load()["autoencoder"])
    var network = try Autoencoder(batch: 8)
    let (loss, code, gradients) = try network.gradients()
    let output = try Tensor.concatenated([loss.reshaped([1]), code.reshaped([-1])])
    // Twenty layers add up; what a layer may be off, taken twenty times.
    let tolerance: Float = 20 * GoldenTests.tolerance
    #expect(try distance(output, golden.output.tensor()) < tolerance)
    for (k, theirs) in golden.gradients.enumerated() {
      let ours = gradients[k].values()
      // The norm, and every 997th value in relation to it; the bias before a batch norm has a
      // gradient of 0 but for rounding.
      let norm = ours.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      let expected = try theirs.tensor().values()
      #expect(abs(norm - Double(expected[0])) < Double(tolerance) * (1e-2 + norm), "norm \(k)")
      for (position, value) in expected.dropFirst(2).enumerated() {
        let difference = abs(ours[position * 997] - value)
        #expect(difference < tolerance * (1e-2 + expected[0]), "gradient \(k), \(position * 997)")
      }
    }
  }

  @Test func sameStartGivesTheSameBits() throws {
    func losses() throws -> [UInt32] {
      var network = try Autoencoder(batch: 16)
      return try (1...4).map { try network.train(step: $0).bitPattern }
    }
    #expect(try losses() == losses())
  }

  @Test func trainingLowersTheLoss() throws {
    var network = try Autoencoder(batch: 16)
    let losses = try (1...12).map { try network.train(step: $0) }
    #expect(losses[11] < 0.9 * losses[0], "\(losses)")
  }

  @Test func steadyStateAsksNoMemoryOfTheSystem() throws {
    var network = try Autoencoder(batch: 16)
    for step in 1...2 { _ = try network.train(step: step) }
    let (allocations, live) = (Engine.systemAllocations, Engine.liveBytes)
    for step in 3...6 { _ = try network.train(step: step) }
    #expect(Engine.systemAllocations == allocations)
    #expect(Engine.liveBytes == live)
  }
}
