import ActiveLearning
import Foundation
import Tensors
import TestSupport
import Testing

/// The networks that strategies train for themselves, beside PyTorch: outputs, losses and two steps.
///
/// PyTorch computed in double precision, so the whole error is ours. Ten to twenty layers of sums of
/// up to 16,384 products in single precision: each √16384 · 2⁻²⁴ ≈ 8·10⁻⁶ of the largest at worst,
/// twenty of them 1.5·10⁻⁴. The second loss has been through a step, whose gradients took the same
/// way back: twice that, and rounded up.
@Suite(.serialized) struct TrainedNetworkGoldenTests {
  static let outputTolerance: Float = 1.5e-4
  static let lossTolerance = 1e-3

  @Test(arguments: [("vaal", [1, 28, 28]), ("sraal", [3, 32, 32])])
  func adversarialTrainingGivesPyTorchsNumbers(name: String, shape: [Int]) throws {
    let golden = try GoldenLearner.load(name)
    let isSRAAL = name == "sraal"
    var rng = Random(seed: 1, stream: "weights")
    let vae = try VariationalAutoencoder(
      inputShape: shape, classes: isSRAAL ? 3 : nil, using: &rng)
    let judge = try LatentDiscriminator(
      latent: vae.latent, hidden: isSRAAL ? [512, 512, 512, 512] : [512, 512], using: &rng)
    try GoldenLearner.fill(vae.trained, as: golden.parameters)
    try GoldenLearner.fill(judge.trained, as: try #require(golden.others))
    let training = try AdversarialTraining(
      vae, judge, weights: isSRAAL ? .sraal : .vaal, rate: 5e-5)
    let labelled = try GoldenLearner.images(50, [3] + shape)
    let unlabelled = try GoldenLearner.images(51, [4] + shape)

    let code = try vae.encode(labelled, .inference())
    golden.expect(code.mean, "mean", Self.outputTolerance)
    golden.expect(code.logVariance, "log_variance", Self.outputTolerance)
    golden.expect(try vae.decode(code.mean, .inference()), "image", Self.outputTolerance)
    golden.expect(try judge(code.mean, .inference()), "judged", Self.outputTolerance)

    var streams = Streams(seed: 3)
    for step in 0..<2 {
      let terms = try training.encoderStep(
        labelled: labelled, classes: [0, 2, 1], unlabelled: unlabelled, position: "\(step)",
        streams: &streams)
      GoldenLearner.expect(terms, golden.losses[step], within: Self.lossTolerance)
      let others = try training.discriminatorStep(
        labelled: labelled, unlabelled: unlabelled, targets: isSRAAL ? [0.1, 0.4, 0.7, 0.9] : nil,
        position: "\(step)", streams: &streams)
      GoldenLearner.expect(
        others, try #require(golden.otherLosses?[step]), within: Self.lossTolerance)
    }
    let others = try #require(golden.otherLearned)
    // On AMD's processors oneDNN 2 sums in another order, and two samples of SRAAL are off by 1.4
    // hundredths of Adam's two steps, where one is derived. Not widened: the right bound is open.
    withKnownIssue("SRAAL's weights on other processors than Intel's", isIntermittent: true) {
      golden.expectLearned(vae.trained, golden.learned, moved: 1e-4)
      golden.expectLearned(judge.trained, others, moved: 1e-4)
    } when: {
      isSRAAL && !Processor.isIntel
    }
  }

  @Test func graphScorerGivesPyTorchsNumbers() throws {
    let golden = try GoldenLearner.load("graph")
    var rng = Random(seed: 1, stream: "weights")
    let scorer = try GraphScorer(features: GoldenLearner.images(60, [40, 12]), using: &rng)
    try GoldenLearner.fill(scorer.trained, as: golden.parameters)
    let (hidden, logits) = try scorer(.inference())
    golden.expect(hidden, "hidden", Self.outputTolerance)
    golden.expect(logits, "logits", Self.outputTolerance)
    var streams = Streams(seed: 3)
    for step in 0..<2 {
      let loss = try scorer.train(labelled: [1, 4, 7, 30], steps: 1, streams: &streams)
      GoldenLearner.expect(
        [LossTerm("loss", loss)], golden.losses[step], within: Self.lossTolerance)
    }
    golden.expectLearned(scorer.trained, golden.learned, moved: 2e-3)
  }

  @Test func discrepancyHeadsGivePyTorchsNumbers() throws {
    let golden = try GoldenLearner.load("discrepancy")
    var rng = Random(seed: 1, stream: "weights")
    let heads = try DiscrepancyHeads(
      features: 6, classes: 3,
      optimizer: SGD(rate: 0.1, momentum: 0.9, weightDecay: 5e-4), using: &rng)
    try GoldenLearner.fill(heads.trained, as: golden.parameters)
    let (l, u) = try (GoldenLearner.images(100, [4, 6]), GoldenLearner.images(101, [5, 6]))
    let model = try Tensor(try #require(golden.outputs["model"]), shape: [5, 3])
    golden.expect(
      try Tensor(try heads.scores(u, model), shape: [5]), "scores", Self.outputTolerance)
    var streams = Streams(seed: 3)
    for step in 0..<2 {
      let terms = try heads.steps(
        labelled: l, [0, 2, 1, 1], unlabelled: u, model, position: "\(step)", streams: &streams)
      GoldenLearner.expect(terms, golden.losses[step], within: Self.lossTolerance)
    }
    golden.expectLearned(heads.trained, golden.learned, moved: nil)
  }

  /// More rows than are looked at together.
  @Test func discrepanciesOfManyRowsAreThoseOfEach() throws {
    var rng = Random(seed: 1, stream: "weights")
    let heads = try DiscrepancyHeads(
      features: 200_000, classes: 3, optimizer: SGD(rate: 0.1), using: &rng)
    let z = try rng.normal(shape: [13, 200_000])
    let model = try rng.uniform(shape: [13, 3], in: 0..<1).softmax()
    let together = try heads.scores(z, model)
    var alone: [Float] = []
    for row in 0..<13 {
      alone += try heads.scores(z.rows(row..<row + 1), model.rows(row..<row + 1))
    }
    // Sums of 200,000 products of size 10⁻³ in another order.
    for (a, b) in zip(together, alone) { #expect(abs(a - b) < 1e-4) }
    #expect(together.count == 13)
  }

  @Test func theScoringNetworkGivesPyTorchsNumbers() throws {
    let golden = try GoldenLearner.load("scorer")
    var rng = Random(seed: 1, stream: "weights")
    let scorer = try PretextScorer(
      Perceptron(hidden: 16), inputShape: [1, 8, 8], classes: 3, using: &rng)
    try GoldenLearner.fill(scorer.trained, as: golden.parameters)
    let images = try GoldenLearner.images(110, [5, 1, 8, 8])
    let turned = try QuarterTurns.all(images).values()
    let some = stride(from: 0, to: turned.count, by: 7).map { turned[$0] }
    golden.expect(try Tensor(some, shape: [some.count]), "turned", 0)
    let scores = try scorer.scores(images)
    golden.expect(try Tensor(scores.turns, shape: [5]), "turns", Self.outputTolerance)
    golden.expect(try Tensor(scores.classes, shape: [5]), "classes", Self.outputTolerance)
    var optimizer = SGD(rate: 0.01, momentum: 0.9, nesterov: true, weightDecay: 5e-4)
    for step in 0..<2 {
      let pass = Pass.training()
      let (loss, terms) = try scorer.loss(
        images, classes: [0, 2, 1, 1, 0], weights: (turns: 1, classes: 1), pass)
      GoldenLearner.expect(
        [LossTerm("loss", Double(try loss.item()))] + terms, golden.losses[step],
        within: Self.lossTolerance)
      let gradients = try pass.gradients(of: loss, for: scorer.trained.map(\.parameter))
      try optimizer.step(scorer.trained, gradients: gradients)
    }
    golden.expectLearned(scorer.trained, golden.learned, moved: nil)
  }

  @Test func theMixingPolicyGivesPyTorchsNumbers() throws {
    let golden = try GoldenLearner.load("policy")
    var rng = Random(seed: 1, stream: "weights")
    let policy = try MixingPolicy(for: [3, 20, 20], using: &rng)
    try GoldenLearner.fill(policy.trained, as: golden.parameters)
    golden.expect(
      try policy(
        GoldenLearner.images(120, [4, 3, 20, 20]), GoldenLearner.images(121, [4, 3, 20, 20]),
        .inference()), "alpha", Self.outputTolerance)
    let draws = try #require(golden.outputs["draws"])
    let alphas = try #require(golden.outputs["alphas"])
    for (place, expected) in try #require(golden.outputs["slopes"]).enumerated() {
      let slope = SymmetricBeta.slope(of: Double(draws[place]), alpha: Double(alphas[place]))
      // PyTorch's own approximation is good to four digits; a draw near an end is rounded to single
      // precision in the file, which is 2⁻²⁴ of 1 − x.
      let tolerance = 1e-3 * abs(Double(expected)) + 1e-6
      #expect(
        abs(slope - Double(expected)) <= tolerance,
        "\(draws[place]), \(alphas[place]): \(slope), \(expected)")
    }
  }
}
