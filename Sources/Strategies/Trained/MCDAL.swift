import Networks
import Queries
import Recipes
import Tensors

/// Asks where two auxiliary classifiers, trained to disagree, and the model are farthest apart.
///
/// The heads are linear on the model's features; the score is the sum of the three L1 distances
/// between their predictions and the model's.
/// - Source: Cho, Kim, Jung & Kweon 2022 (MCDAL), Eqs. 2–6; SGD 0.1, momentum 0.9, weight decay 5·10⁻⁴,
///   batch 128, warm-up over a 99th, rate ×0.2 at 30, 60 and 80 of 99 epochs.
/// - Differs: the heads are trained when they are asked, on the features as they are then; in the
///   paper along with the model, which they do not move either (their features are detached).
///   Features are scaled to a mean squared length of 10, for which the rate is stable whatever the
///   network. The score's mean over labelled images, which is subtracted there, changes no ranks.
public struct MCDAL: Strategy {
  let steps: Int
  let batch: Int
  let rate: Float
  let momentum: Float
  let decay: Float

  public var needs: Set<Need> { [.labels, .probabilities, .embeddings] }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let name = "discrepancy"
    guard count > 0 else { return Selection(ids: [], scores: [], scoreName: name) }
    var streams = Streams(seed: UInt64(rng.word()))
    let pool = try query.subpool(query.candidates.sorted())
    let model = try pool.probabilities()
    let known = query.labels
    let (l, u) = try scaled(query.labelledEmbeddings(), pool.embeddings())
    if let unknown = known.classes.first(where: { !(0..<model.shape[1] ~= $0) }) {
      throw Failure(
        "mcdal", "a label is no class of the model",
        expected: "\(indicesBelow: model.shape[1])", got: "\(index: unknown)", code: .outOfRange)
    }
    let heads = try DiscrepancyHeads(
      features: u.shape[1], classes: model.shape[1],
      optimizer: SGD(rate: rate, momentum: momentum, weightDecay: decay),
      using: &streams["weights"])
    let schedule = Schedule.warmUp(
      steps: max(steps / 99, 1),
      then: .multiStep(milestones: [30.0 / 99, 60.0 / 99, 80.0 / 99], factor: 0.2))
    var labelled = EndlessBatches(
      Array(known.ids.indices), size: batch, stream: "labelled batch")
    var unlabelled = EndlessBatches(
      Array(pool.candidates.indices), size: batch, stream: "shuffle")
    let loop = TrainingLoop("mcdal", named: "mcdal", unit: .iterations, monitor: query.monitor)
    try loop.run(
      epochs: 1, streams: &streams, begin: { _ in steps },
      step: { step, streams in
        heads.rate = schedule.rate(rate, at: step.step - 1, of: steps)
        let (some, others) = (labelled.next(&streams), unlabelled.next(&streams))
        return try heads.steps(
          labelled: l.gather(rows: some), some.map { known.classes[$0] },
          unlabelled: u.gather(rows: others), model.gather(rows: others),
          position: step.position, streams: &streams)
      })
    return Ranking.highest(
      pool.candidates, by: try heads.scores(u, model), count: count, named: name)
  }

  /// Both divided by one number, so that the mean of ‖x‖² over all images is 10.
  private func scaled(_ l: Tensor, _ u: Tensor) throws -> (Tensor, Tensor) {
    let squares = try l.sumOfSquares() + u.sumOfSquares()
    let mean = squares / Double(l.shape[0] + u.shape[0])
    let factor = mean > 0 && mean.isFinite ? Float((10 / mean).squareRoot()) : 1
    return (try l * factor, try u * factor)
  }

  public static let recipe = Recipe<any Strategy>(
    "mcdal", "Where two classifiers that were trained to disagree are farthest apart.",
    source: "Cho, Kim, Jung & Kweon 2022 (MCDAL)",
    Option<Int>("steps", 3900, in: 1...10_000_000, "iterations; ten of the paper's epochs"),
    Option<Int>("batch", 128, in: 1...65536, "labelled and as many unlabelled images in a step"),
    Option<Double>("rate", positive: 0.1, "SGD's step size"),
    Option<Double>("momentum", 0.9, in: 0...0.9999, "share of the last step that is kept"),
    Option<Double>("weight_decay", 5e-4, in: 0...1, "share of the weights in the gradient")
  ) { steps, batch, rate, momentum, decay in
    MCDAL(
      steps: steps, batch: batch, rate: Float(rate), momentum: Float(momentum),
      decay: Float(decay))
  }
}
