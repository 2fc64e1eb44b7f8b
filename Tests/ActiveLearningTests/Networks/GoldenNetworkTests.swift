import ActiveLearning
import Tensors
import Testing

/// PyTorch computed in double precision, and said how far its own single precision is off for each
/// number kept. Another order of summing is off by as much again; nine times in ten thousand a normal
/// error is more than three times its deviation, so eight times the error seen is room for both. The
/// floor is for errors that happened to be nearly 0: eight times the unit roundoff, 2⁻²⁴, of the norm.
@Suite struct GoldenNetworkTests {
  private func allowance(_ rounding: Double, _ norm: Double) -> Double {
    8 * (rounding + 0x1p-24 * norm)
  }

  /// The first thing that differs by more than is allowed, in words.
  private func mismatch(_ ours: Tensor, _ golden: [Double]) -> String? {
    let values = ours.values()
    let norm = values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    // The norm of so many errors is at most √count times the greatest.
    let spread = Double(values.count).squareRoot()
    if !(abs(norm - golden[0]) <= spread * allowance(golden[4], golden[0] / spread)) {
      return "norm \(norm), PyTorch \(golden[0])"
    }
    for (value, position) in zip(golden[1...3], GoldenNetwork.positions(values.count))
    where !(abs(Double(values[position]) - value) <= allowance(golden[4], golden[0])) {
      return "number \(position) is \(values[position]), PyTorch \(value) ± \(golden[4])"
    }
    return nil
  }

  private func distance(_ ours: Tensor, _ theirs: [Float]) -> Double {
    zip(ours.values(), theirs).map { Double(abs($0 - $1)) }.max() ?? .infinity
  }

  private func norm(_ values: [Float]) -> Double {
    values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }

  static var names: [String] { (try? GoldenNetwork.load().keys.sorted()) ?? [] }

  @Test(arguments: names)
  func givesPyTorchsLogitsLossGradientsAndStatistics(_ name: String) throws {
    // Winograd's algorithm is another one, with another error.
    try EngineSettings(winograd: false).apply { try compare(name) }
  }

  private func compare(_ name: String) throws {
    let golden = try #require(try GoldenNetwork.load()[name])
    let network = try golden.network()
    let images = try golden.images()

    let before = try network.logits(images, .inference())
    #expect(before.shape == [golden.batch, golden.classes])
    #expect(
      distance(before, golden.logits)
        <= allowance(golden.logitsRounding[0], norm(golden.logits)))

    let pass = Pass.training()
    let loss = try network.logits(images, pass).crossEntropy(targets: golden.labels)
    // The error of one number may be small by luck. Cross-entropy moves by at most twice what the
    // logits move by, and those of a training pass are off by as much as those of evaluation.
    let lossRounding = golden.loss[1] + 2 * golden.logitsRounding[0]
    let lossError = abs(Double(try loss.item()) - golden.loss[0])
    #expect(lossError <= allowance(lossRounding, golden.loss[0]))
    let trained = network.trained
    let gradients = try pass.gradients(of: loss, for: trained.map(\.parameter))
    #expect(Set(trained.map(\.name)) == Set(golden.gradients.keys))
    for (named, gradient) in zip(trained, gradients) {
      let theirs = try #require(golden.gradients[named.name])
      if let mismatch = mismatch(gradient, theirs) {
        Issue.record("gradient of \(named.name): \(mismatch)")
      }
    }

    let statistics = network.parameters.filter { !$0.parameter.isTrained }
    #expect(Set(statistics.map(\.name)) == Set(golden.statistics.keys))
    for named in statistics {
      let theirs = try #require(golden.statistics[named.name])
      if let mismatch = mismatch(named.parameter.value, theirs) {
        Issue.record("\(named.name): \(mismatch)")
      }
    }

    var optimizer = SGD(rate: 0.001, momentum: 0.9, weightDecay: 5e-4)
    try optimizer.step(trained, gradients: gradients)
    let after = try network.logits(images, .inference())
    #expect(
      distance(after, golden.logitsAfter)
        <= allowance(golden.logitsRounding[1], norm(golden.logitsAfter)))
  }

  @Test func everyNetworkHasAGoldenCase() throws {
    let covered = Set(try GoldenNetwork.load().values.map(\.recipe))
    #expect(covered == Set(NetworkCatalogue.all.recipes.map(\.name)))
  }
}
