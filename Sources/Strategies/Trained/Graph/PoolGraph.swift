import Networks
import Queries
import Recipes
import Tensors

/// The graph of UncertainGCN and CoreGCN over a random part of the pool and all labelled images,
/// and the network trained on it.
struct PoolGraph {
  /// What the two strategies have in common.
  struct Settings {
    /// Unlabelled images in the graph; more where more are asked for.
    let subset: Int
    let hidden: Int
    let dropout: Float
    let lambda: Float
    let steps: Int
    let rate: Float
    let decay: Float

    /// Bytes: some twenty arrays of units for each image, with their gradients.
    func workspace(candidates: Int, labelled: Int) -> Double {
      80 * Double(min(candidates, subset) + labelled) * Double(hidden)
    }
  }

  /// The unlabelled images of the graph, ascending: its first rows.
  let ids: [Int]
  /// After training: hidden units [rows × hidden] and scores before the sigmoid [rows × 1].
  let hidden: Tensor
  let logits: Tensor

  /// Draws the part, and trains.
  /// - Parameter count: images that will be asked for.
  init(
    _ settings: Settings, _ query: Query, count: Int, stage: String, using rng: inout Random
  ) throws {
    let all = query.candidates.sorted()
    let size = min(max(settings.subset, count), all.count)
    ids =
      size == all.count ? all : try rng.sample(size, of: all.count).map { all[$0] }.sorted()
    var streams = Streams(seed: UInt64(rng.word()))
    let features = try Tensor.concatenated([
      query.subpool(ids).embeddings(), query.labelledEmbeddings(),
    ])
    let scorer = try GraphScorer(
      features: features, hidden: settings.hidden, dropout: settings.dropout,
      lambda: settings.lambda, rate: settings.rate, weightDecay: settings.decay,
      using: &streams["weights"])
    try scorer.train(
      labelled: Array(ids.count..<features.shape[0]), steps: settings.steps, streams: &streams,
      monitor: query.monitor, stage: stage)
    (hidden, logits) = try scorer(.inference())
  }

  /// Options of both, in the order in which `Settings` is made of them.
  static let subset = Option<Int>(
    "subset", 10_000, in: 1...10_000_000, "unlabelled images in the graph, drawn at random")
  static let hiddenUnits = Option<Int>("hidden", 128, in: 1...4096, "hidden units")
  static let dropout = Option<Double>("dropout", 0.3, in: 0...0.99, "share of them dropped")
  static let lambda = Option<Double>("lambda", 1.2, in: 0..., "weight of unlabelled images")
  static let steps = Option<Int>("steps", 200, in: 1...1_000_000, "each on all images at once")
  static let rate = Option<Double>("rate", positive: 1e-3, "Adam's step size")
  static let decay = Option<Double>("weight_decay", 5e-4, in: 0...1, "share of the weights")
}

extension PoolGraph.Settings {
  init(
    _ subset: Int, _ hidden: Int, _ dropout: Double, _ lambda: Double, _ steps: Int,
    _ rate: Double, _ decay: Double
  ) {
    self.init(
      subset: subset, hidden: hidden, dropout: Float(dropout), lambda: Float(lambda),
      steps: steps, rate: Float(rate), decay: Float(decay))
  }
}
