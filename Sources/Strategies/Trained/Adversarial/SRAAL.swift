import Queries
import Recipes
import Tensors

/// Asks for the images that a discriminator takes for the most unlabelled, where the state of an
/// unlabelled image is how uncertain the model is of it.
///
/// As VAAL, with a classifier on half of the latent, and a discriminator that is to say 0 of labelled
/// images and s = 1 − V·m(V)/Var(p) of unlabelled ones.
/// - Source: Zhang et al. 2020 (SRAAL), §3, with its published code: latent 200, weights 5, 5 and 1,
///   Adam 5·10⁻⁴ times 0.85 each thirtieth, batch 250, 20,000 iterations.
/// - Differs: s comes from the session's model, which is what is trained on the labels; the code
///   trains a ResNet-18 for it. In the second step of an iteration the code pairs new images with the
///   labels of the old ones; here labels belong to their images. The first labelled set is the
///   session's. Images that are not 28×28 are resized to 32×32.
public struct SRAAL: Strategy {
  let steps: Int
  let batch: Int
  let latent: Int
  let width: Int
  let rate: Float
  let decay: Float
  let weights: AdversarialTraining.Weights

  public var needs: Set<Need> { [.labels, .images, .probabilities] }

  public func workspace(candidates: Int, labelled: Int, classes: Int) -> Double {
    AdversarialPlay.workspace(
      width: width, latent: latent, batch: min(batch, max(candidates, labelled)))
  }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let name = "unlabelled logit"
    guard count > 0 else { return Selection(ids: [], scores: [], scoreName: name) }
    let p = try query.probabilities()
    // A single class leaves nothing to be uncertain of.
    let uncertainty =
      try p.shape[1] < 2
      ? [Float](repeating: 0, count: p.shape[0]) : AdversarialTraining.uncertainty(of: p)
    let states = Dictionary(uniqueKeysWithValues: zip(query.candidates, uncertainty))
    let play = try AdversarialPlay(
      .init(
        name: "sraal", latent: latent, width: width, rate: rate, weights: weights,
        judge: [512, 512, 512, 512]), query, using: &rng)
    try play.run(
      "sraal", iterations: steps, batch: batch,
      targets: { ids in ids.map { states[$0] ?? 1 } }, decay: decay)
    return Ranking.highest(
      play.ids, by: try play.judgements(), count: count, named: name)
  }

  public func effort(candidates: Int, labelled: Int, count: Int) -> String? {
    Effort.training(
      "sraal", images: 6 * Double(steps) * Double(min(batch, max(candidates, labelled))),
      fewer: "steps are fewer iterations")
  }

  public static let recipe = Recipe<any Strategy>(
    "sraal", "VAAL with a classifier in the latent and states relabelled by uncertainty.",
    source: "Zhang et al. 2020 (SRAAL)",
    Option<Int>("steps", 20_000, in: 1...10_000_000, "iterations"),
    Option<Int>("batch", 250, in: 2...65536, "labelled and as many unlabelled images in a step"),
    Option<Int>("latent", 200, in: 2...4096, "its size, even: one half is decoded, one classified"),
    Option<Double>("beta", 1, in: 0..., "weight of KL"),
    Option<Double>("lambda", 1, in: 0..., "weight of the game against the discriminator"),
    Option<Double>("reconstruction", 5, in: 0..., "weight of the squared error"),
    Option<Double>("classification", positive: 5, "weight of the classifier's cross entropy"),
    Option<Double>("rate", positive: 5e-4, "Adam's step size, of both networks"),
    Option<Double>("decay", 0.85, in: 0.01...1, "of the rate, each thirtieth of the steps"),
    Option<Int>("width", 128, in: 1...1024, "channels of the first convolution; the paper's is 128")
  ) {
    (
      steps: Int, batch: Int, latent: Int, beta: Double, lambda: Double, reconstruction: Double,
      classification: Double, rate: Double, decay: Double, width: Int
    ) in
    guard latent.isMultiple(of: 2) else {
      throw Failure("latent", "has no halves", expected: "an even number", got: "\(latent)")
    }
    var weights = AdversarialTraining.Weights.sraal
    (weights.divergence, weights.game) = (Float(beta), Float(lambda))
    (weights.reconstruction, weights.classification) = (
      Float(reconstruction), Float(classification)
    )
    return SRAAL(
      steps: steps, batch: batch, latent: latent, width: width, rate: Float(rate),
      decay: Float(decay), weights: weights)
  }
}
