import Networks
import Queries
import Tensors

/// The game of VAAL and SRAAL played on the images of a query.
struct AdversarialPlay {
  let query: Query
  let training: AdversarialTraining
  /// Candidates, ascending, so that their order in the pool does not matter.
  let ids: [Int]
  let streams: Streams
  private let fit: SquareImages

  /// What differs between the two strategies.
  struct Rules {
    let name: String
    let latent: Int?
    let width: Int
    let rate: Float
    let weights: AdversarialTraining.Weights
    /// Widths of the discriminator.
    let judge: [Int]
  }

  /// Builds the networks for the size of the query's images: 28×28 as they are, all others at 32×32.
  init(_ rules: Rules, _ query: Query, using rng: inout Random) throws {
    self.query = query
    ids = query.candidates.sorted()
    var streams = Streams(seed: UInt64(rng.word()))
    let shape = try query.images(Array(ids.prefix(1))).shape
    guard shape.count == 4 else {
      throw Failure(rules.name, "needs images", expected: "[n, c, h, w]", got: "\(shape)")
    }
    fit = SquareImages(side: shape[2] == 28 && shape[3] == 28 ? 28 : 32)
    let autoencoder = try VariationalAutoencoder(
      inputShape: [shape[1], fit.side, fit.side], latent: rules.latent,
      classes: rules.weights.classification > 0 ? max(query.classes, 1) : nil, width: rules.width,
      using: &streams["weights"])
    let judge = try LatentDiscriminator(
      latent: autoencoder.latent, hidden: rules.judge, using: &streams["weights"])
    training = try AdversarialTraining(
      autoencoder, judge, weights: rules.weights, rate: rules.rate)
    self.streams = streams
  }

  /// Plays: in each iteration two steps of the autoencoder, each on a batch of its own, and one of
  /// the discriminator on the last batch.
  /// - Parameters:
  ///   - targets: what the discriminator is to say of unlabelled images; nil for the rules' own.
  ///   - decay: what both rates are multiplied by after each thirtieth of the iterations.
  func run(
    _ name: String, iterations: Int, batch: Int, encoderSteps: Int = 2,
    targets: (([Int]) -> [Float])? = nil, decay: Float = 1
  ) throws {
    var streams = streams
    let known = query.labels
    var classes: [Int: Int] = [:]
    for (id, label) in zip(known.ids, known.classes) { classes[id] = label }
    var labelled = EndlessBatches(known.ids, size: batch, stream: "labelled batch")
    var unlabelled = EndlessBatches(ids, size: batch, stream: "shuffle")
    let loop = TrainingLoop(name, named: name, unit: .iterations, monitor: query.monitor)
    try loop.run(
      epochs: 1, streams: &streams, begin: { _ in iterations },
      step: { step, streams in
        let iteration = step.step - 1
        if iteration > 0, iteration.isMultiple(of: max(iterations / 30, 1)) {
          training.rate *= decay
        }
        var (l, u) = ([Int](), [Int]())
        var batches: (l: Tensor, u: Tensor)?
        var terms: [LossTerm] = []
        for _ in 0..<encoderSteps {
          if batches != nil { try query.monitor.checkpoint() }
          (l, u) = (labelled.next(&streams), unlabelled.next(&streams))
          let (first, second) = try (images(l), images(u))
          batches = (first, second)
          terms = try training.encoderStep(
            labelled: first, classes: l.compactMap { classes[$0] }, unlabelled: second,
            position: step.position, streams: &streams)
        }
        guard let batches else { return nil }
        try query.monitor.checkpoint()
        _ = try training.discriminatorStep(
          labelled: batches.l, unlabelled: batches.u, targets: targets?(u),
          position: step.position, streams: &streams)
        return terms
      })
  }

  /// What the discriminator says of each id, before the sigmoid: high where its target was 1.
  /// - Differs: batch-norm uses its running statistics, where the code of VAAL keeps those of each
  ///   batch; so an image's score does not depend on its neighbours.
  func judgements() throws -> [Float] {
    var logits: [Float] = []
    let pass = Pass.inference()
    for start in stride(from: 0, to: ids.count, by: 128) {
      try query.monitor.checkpoint()
      let part = try images(Array(ids[start..<min(start + 128, ids.count)]))
      let mean = try training.autoencoder.encode(part, pass).mean
      logits += try training.discriminator.logits(mean, pass).values()
    }
    return logits
  }

  private func images(_ ids: [Int]) throws -> Tensor { try fit(query.images(ids)) }

  /// Bytes that training takes: weights with gradients and Adam's moments, and what a step keeps of
  /// the two batches.
  static func workspace(width: Int, latent: Int, batch: Int) -> Double {
    let w = Double(width)
    let weights = 1344 * w * w + 192 * w * Double(latent)
    // Channels times places over all layers, before and after batch-norm, and their gradients.
    let perImage = 2400 * w * 3
    return 4 * (4 * weights + 2 * Double(batch) * perImage)
  }
}
