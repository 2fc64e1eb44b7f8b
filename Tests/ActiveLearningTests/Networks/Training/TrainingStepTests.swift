import ActiveLearning
import Tensors
import Testing

/// One step of an optimizer through a network.
@Suite struct TrainingStepTests {
  /// Layers of 512×512 weights, 1 MiB each, and a bias that no loss depends on.
  private struct Chain {
    let layers: [Linear]
    let idle: NamedParameter
    let images: Tensor
    var parameters: [NamedParameter] {
      layers.enumerated().flatMap { number, layer in
        layer.parameters.map { $0.under("\(number)") }
      } + [idle]
    }

    init(_ count: Int) throws {
      var rng = Random(seed: 1, stream: "test")
      layers = try (0..<count).map { _ in try Linear(512, to: 512, using: &rng) }
      idle = NamedParameter("idle", Parameter(try Tensor([1, 2], shape: [2])))
      images = try rng.uniform(shape: [4, 512], in: -1..<1)
    }

    func loss(_ pass: Pass) throws -> Tensor {
      try layers.reduce(images) { try $1($0, pass) }.squared().mean()
    }
  }

  private func values(_ chain: Chain) -> [[Float]] {
    chain.parameters.map { $0.parameter.value.values() }
  }

  private static let optimizers = Catalogue<any Optimizer>.optimizers.recipes.map(\.name)

  /// Parameters are moved as their gradients are found, from the last layer to the first: to the same
  /// bits as all of them together, which is what a clipping that cuts nothing does.
  @Test(arguments: optimizers) func movesToTheSameBitsOneByOneAndTogether(name: String) throws {
    func trained(_ clipping: GradientClipping?) throws -> [[Float]] {
      let chain = try Chain(3)
      var optimizer = try Catalogue<any Optimizer>.optimizers.make(name, weightDecay: 0.1)
      var streams = Streams(seed: 1)
      for step in 1...3 {
        _ = try Training.step(
          chain.parameters, with: &optimizer, clipping: clipping, position: "step \(step)",
          streams: &streams
        ) { (try chain.loss($0), []) }
      }
      return values(chain)
    }
    let (single, together) = (try trained(nil), try trained(.value(1e30)))
    #expect(single == together)
    #expect(try zip(single, values(Chain(3))).allSatisfy { $0 != $1 })
  }

  /// Eight gradients are 8 MiB together.
  @Test func noMoreThanTwoGradientsAreHeldAtATime() throws {
    let chain = try Chain(8)
    var optimizer = SGD(rate: 0.01, momentum: 0)
    var streams = Streams(seed: 1)
    let profile = Profile(memory: true)
    _ = try profile.measure {
      try Training.step(
        chain.parameters, with: &optimizer, position: "step 1", streams: &streams
      ) { (try chain.loss($0), []) }
    }
    let peak = try #require(profile.peak)
    // Values between layers are 8 KiB.
    #expect(1 << 20..<2 << 20 + 512 << 10 ~= peak.bytes - peak.before)
  }

  /// Weights and what the optimizer remembers are changed where they lie.
  @Test func parametersAreMovedInPlace() throws {
    let chain = try Chain(2)
    var optimizer = SGD(rate: 0.01, momentum: 0.9)
    var streams = Streams(seed: 1)
    func step() throws {
      _ = try Training.step(
        chain.parameters, with: &optimizer, position: "step", streams: &streams
      ) { (try chain.loss($0), []) }
    }
    try step()
    let live = Engine.liveBytes
    let profile = Profile(memory: true)
    try profile.measure { try step() }
    #expect(Engine.liveBytes == live)
    let peak = try #require(profile.peak)
    // A copy of weights and one of a velocity would be 2 MiB more than a gradient.
    #expect(peak.bytes - peak.before < 2 << 20)
  }
}
