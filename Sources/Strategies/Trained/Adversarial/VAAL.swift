import Queries
import Recipes
import Tensors

/// Asks for the images that a discriminator takes for unlabelled, surest first.
///
/// A variational autoencoder embeds labelled and unlabelled images so that they look alike; a
/// discriminator on its latents tells them apart; the score is −logit D(µ).
/// - Source: Sinha, Ebrahimi & Darrell 2019 (VAAL), algorithms 1 and 2; constants from its code: latent
///   32, β 1, λ 1, two steps of the autoencoder for one of the discriminator, Adam 5·10⁻⁴, batch 128,
///   100 epochs of the pool.
/// - Differs: the session trains its own model, where VAAL's code takes a step of it in each
///   iteration (no gradient passes between the two). Images that are not 28×28 are resized to 32×32.
public struct VAAL: Strategy {
  let epochs: Int
  /// Nil for as many as the epochs have.
  let steps: Int?
  let batch: Int
  let latent: Int?
  let width: Int
  let rate: Float
  let weights: AdversarialTraining.Weights

  public var needs: Set<Need> { [.labels, .images] }

  public func workspace(candidates: Int, labelled: Int, classes: Int) -> Double {
    AdversarialPlay.workspace(
      width: width, latent: latent ?? 32, batch: min(batch, max(candidates, labelled)))
  }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let name = "unlabelled logit"
    guard count > 0 else { return Selection(ids: [], scores: [], scoreName: name) }
    let play = try AdversarialPlay(
      .init(
        name: "vaal", latent: latent, width: width, rate: rate, weights: weights,
        judge: [512, 512]), query, using: &rng)
    try play.run(
      "vaal", iterations: iterations(play.ids.count + query.labelled.count), batch: batch)
    return Ranking.highest(
      play.ids, by: try play.judgements().map { -$0 }, count: count, named: name)
  }

  /// As many as the epochs have, unless given.
  private func iterations(_ images: Int) -> Int { steps ?? max(images * epochs / batch, 1) }

  public func effort(candidates: Int, labelled: Int, count: Int) -> String? {
    let steps = Double(iterations(candidates + labelled))
    return Effort.training(
      "vaal", images: 6 * steps * Double(min(batch, max(candidates, labelled))),
      fewer: "steps are fewer iterations")
  }

  public static let recipe = Recipe<any Strategy>(
    "vaal", "What a discriminator on the latents of an autoencoder takes for unlabelled.",
    source: "Sinha, Ebrahimi & Darrell 2019 (VAAL)",
    Option<Int>("epochs", 100, in: 1...100_000, "passes over all images"),
    Option<Int?>("steps", optional: 1...10_000_000, "iterations, in place of epochs"),
    Option<Int>("batch", 128, in: 2...65536, "labelled and as many unlabelled images in a step"),
    Option<Int?>("latent", optional: 1...4096, "its size; 32, of images of 28×28 28, if left out"),
    Option<Double>("beta", 1, in: 0..., "weight of KL, which is summed over the batch"),
    Option<Double>("lambda", 1, in: 0..., "weight of the game against the discriminator"),
    Option<Double>("rate", positive: 5e-4, "Adam's step size, of both networks"),
    Option<Int>("width", 128, in: 1...1024, "channels of the first convolution; the paper's is 128")
  ) {
    (
      epochs: Int, steps: Int?, batch: Int, latent: Int?, beta: Double, lambda: Double,
      rate: Double, width: Int
    ) in
    var weights = AdversarialTraining.Weights.vaal
    (weights.divergence, weights.game) = (Float(beta), Float(lambda))
    return VAAL(
      epochs: epochs, steps: steps, batch: batch, latent: latent, width: width,
      rate: Float(rate), weights: weights)
  }
}
