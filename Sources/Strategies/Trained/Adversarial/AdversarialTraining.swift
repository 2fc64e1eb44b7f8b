import Networks
import Tensors

/// The game of VAAL and SRAAL: an autoencoder makes latents of labelled and unlabelled images look
/// alike, a discriminator tells them apart.
///
/// The autoencoder minimises, over a batch of labelled and one of unlabelled images,
/// r·MSE(L) + KL(L) + r·MSE(U) + KL(U) + λ·[BCE(D(µ_L), 1) + BCE(D(µ_U), 1)] (+ c·CE(L)),
/// the discriminator BCE(D(µ_L), t_L) + BCE(D(µ_U), t_U).
/// - Source: Sinha et al. 2019, Eqs. 1–4 (VAAL); Zhang et al. 2020 (SRAAL); constants from their code.
public final class AdversarialTraining {
  /// What the two papers differ in.
  public struct Weights: Sendable {
    /// r, of the reconstruction.
    public var reconstruction: Float
    /// Of KL, and whether it is summed over the batch or its mean.
    public var divergence: Float
    public var sumsDivergence: Bool
    /// λ, of the game.
    public var game: Float
    /// c, of the classifier; 0 without one.
    public var classification: Float
    /// t_L: what the discriminator is to say of labelled images.
    public var labelledTarget: Float

    /// VAAL; KL is summed over the batch while the error is a mean, as in its code.
    public static let vaal = Weights(
      reconstruction: 1, divergence: 1, sumsDivergence: true, game: 1, classification: 0,
      labelledTarget: 1)
    /// SRAAL; the discriminator says 0 of labelled images.
    public static let sraal = Weights(
      reconstruction: 5, divergence: 1, sumsDivergence: false, game: 1, classification: 5,
      labelledTarget: 0)
  }

  public let autoencoder: VariationalAutoencoder
  public let discriminator: LatentDiscriminator
  public let weights: Weights
  let encoding: Optimization
  let discriminating: Optimization

  public init(
    _ autoencoder: VariationalAutoencoder, _ discriminator: LatentDiscriminator,
    weights: Weights = .vaal, rate: Float = 5e-4
  ) throws {
    guard autoencoder.latent == discriminator.latent else {
      throw Failure(
        "adversarial training", "the latents differ", expected: "\(autoencoder.latent)",
        got: "\(discriminator.latent)")
    }
    guard weights.classification == 0 || autoencoder.classifier != nil else {
      throw Failure(
        "adversarial training", "the autoencoder has no classifier", expected: "one, or weight 0")
    }
    self.autoencoder = autoencoder
    self.discriminator = discriminator
    self.weights = weights
    encoding = Optimization(of: autoencoder.parameters, by: Adam(rate: rate))
    discriminating = Optimization(of: discriminator.parameters, by: Adam(rate: rate))
  }

  /// The step size of both, for a schedule to change.
  public var rate: Float {
    get { encoding.rate }
    set { (encoding.rate, discriminating.rate) = (newValue, newValue) }
  }

  /// One step of the autoencoder.
  /// - Parameter classes: of the labelled images, for the classifier.
  /// - Returns: the terms of the loss, the total first.
  /// - Throws: a `Failure` where the loss is not finite; nothing has moved then.
  public func encoderStep(
    labelled: Tensor, classes: [Int], unlabelled: Tensor, position: String, streams: inout Streams
  ) throws -> [LossTerm] {
    try encoding.step(position: position, streams: &streams, stream: "latent") { pass in
      var terms: [LossTerm] = []
      func add(_ name: String, _ term: Tensor, _ weight: Float, to total: Tensor?) throws -> Tensor
      {
        terms.append(LossTerm(name, Double(try term.item())))
        return try total.map { try $0 + term * weight } ?? term * weight
      }
      var total: Tensor?
      for (name, images) in [("labelled", labelled), ("unlabelled", unlabelled)] {
        let code = try autoencoder.encode(images, pass)
        let error = try autoencoder.decode(code.sample, pass).meanSquaredError(images)
        let game = try judged(code.mean, as: [Float](repeating: 1, count: images.shape[0]), pass)
        total = try add("\(name) reconstruction", error, weights.reconstruction, to: total)
        total = try add("\(name) divergence", divergence(code), weights.divergence, to: total)
        total = try add("\(name) game", game, weights.game, to: total)
        if weights.classification > 0, name == "labelled" {
          let loss = try autoencoder.classify(code.sample, pass).crossEntropy(targets: classes)
          total = try add("classification", loss, weights.classification, to: total)
        }
      }
      return (try total ?? Tensor(0), terms)
    }
  }

  /// One step of the discriminator.
  /// - Parameter targets: what it is to say of the unlabelled images; 0 for all if left out.
  /// - Returns: its loss.
  /// - Throws: a `Failure` where the loss is not finite; nothing has moved then.
  public func discriminatorStep(
    labelled: Tensor, unlabelled: Tensor, targets: [Float]? = nil, position: String,
    streams: inout Streams
  ) throws -> [LossTerm] {
    // The autoencoder does not move; its batch-norms go on learning their statistics.
    let statistics = Checkpoint(of: autoencoder.parameters.filter { !$0.parameter.isTrained })
    let look = Pass.training()
    let (l, u) = try (
      autoencoder.encode(labelled, look).mean.detached(),
      autoencoder.encode(unlabelled, look).mean.detached()
    )
    let one = [Float](repeating: weights.labelledTarget, count: l.shape[0])
    let other =
      targets ?? [Float](repeating: 1 - weights.labelledTarget, count: u.shape[0])
    do {
      return try discriminating.step(position: position, streams: &streams) { pass in
        (try judged(l, as: one, pass) + judged(u, as: other, pass), [])
      }
    } catch {
      statistics.restore()
      throw error
    }
  }

  /// −½ Σ (1 + ln σ² − µ² − σ²), summed over the latent.
  private func divergence(_ code: VariationalAutoencoder.Code) throws -> Tensor {
    let (mean, logVariance) = (code.mean, code.logVariance)
    let sum = try (1 + logVariance - mean.squared() - logVariance.exp()).sum() * -0.5
    return try weights.sumsDivergence ? sum : sum / Float(max(mean.shape[0], 1))
  }

  private func judged(_ latents: Tensor, as targets: [Float], _ pass: Pass) throws -> Tensor {
    try discriminator(latents, pass)
      .binaryCrossEntropy(targets: Tensor(targets, shape: [targets.count, 1]))
  }

  /// How uncertain SRAAL takes a distribution to be: s = 1 − V·m(V)/Var(p), V its maximum and m(V)
  /// the smallest variance that a distribution with this maximum can have.
  /// - Shape: `p` is [n × classes], rows sum to 1 → n, from 0 to 1.
  /// - Differs: a distribution that is uniform has no variance; the fraction is 1 there.
  public static func uncertainty(of p: Tensor) throws -> [Float] {
    guard p.rank == 2, p.shape[1] >= 2 else {
      throw Failure(
        "sraal uncertainty", "not probabilities", expected: "[n × classes], 2 classes or more",
        got: "\(p.shape)")
    }
    let (values, classes) = (p.values(), p.shape[1])
    let even = 1 / Double(classes)
    return stride(from: 0, to: values.count, by: classes).map { start in
      let row = values[start..<start + classes].map(Double.init)
      let greatest = row.max() ?? even
      let variance = row.reduce(0) { $0 + ($1 - even) * ($1 - even) } * even
      let rest = even - (1 - greatest) / Double(classes - 1)
      let smallest =
        ((greatest - even) * (greatest - even) + Double(classes - 1) * rest * rest) * even
      return Float(1 - greatest * (variance > 0 ? min(smallest / variance, 1) : 1))
    }
  }
}
