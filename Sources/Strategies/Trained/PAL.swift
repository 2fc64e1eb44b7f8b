import Networks
import Queries
import Recipes
import Tensors

/// Asks for the images that a scoring network of its own, trained on the labelled ones, knows worst:
/// neither how they were turned nor what they show.
///
/// The first score is w_r·(−Σ_r p(r | rot_r x)) + w_k·(−KL₂(uniform ‖ p(class | x))). Images are taken
/// in sub-queries; after each, a fresh copy of the network learns the turns of what was taken so far,
/// and the next sub-query ranks by w_d times its score of turns plus the first score.
/// - Source: Bhatnagar et al. 2021 (PAL), §3, with its published code: ResNet-18 with the stem for
///   224×224, SGD 0.01 with Nesterov's momentum 0.9 and weight decay 5·10⁻⁴ over 100 epochs, a tenth
///   after each quarter; 5 epochs of plain SGD at a tenth of it between sub-queries.
/// - Differs: the code keeps the epoch of the least validation loss; a strategy has no validation
///   images, so the last epoch counts.
public struct PAL: Strategy {
  let network: Configuration<any ClassifierDesign>
  let epochs: Int
  let batch: Int
  let rate: Float
  let decay: Float
  let subquery: Int
  let fineTuning: Int
  /// Of the turns, the classes and the fine-tuned turns in the score.
  let weights: (turns: Float, classes: Float, diversity: Float)

  public var needs: Set<Need> { [.labels, .images] }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let name = "unfamiliarity"
    guard count > 0 else { return Selection(ids: [], scores: [], scoreName: name) }
    var streams = Streams(seed: UInt64(rng.word()))
    let ids = query.candidates.sorted()
    let shape = Array(try query.images([ids[0]]).shape.dropFirst())
    let scorer = try PretextScorer(
      network.product, inputShape: shape, classes: max(query.classes, 1),
      using: &streams["weights"])
    try train(scorer, on: query, &streams)
    let (turns, classes) = try scores(scorer, ids, query)
    let first = zip(turns, classes).map { weights.turns * $0 + weights.classes * $1 }

    let trained = Checkpoint(of: scorer.parameters)
    var (chosen, values) = ([Int](), [Float]())
    while chosen.count < count {
      let taken = Set(chosen)
      let rows = ids.indices.filter { !taken.contains(ids[$0]) }
      let rest = rows.map { ids[$0] }
      var ranked = rows.map { first[$0] }
      if !chosen.isEmpty {
        trained.restore()
        try fineTune(scorer, on: chosen, query, &streams)
        let again = try scores(scorer, rest, query).turns
        ranked = zip(ranked, again).map { $0 + weights.diversity * $1 }
      }
      let part = Ranking.highest(
        rest, by: ranked, count: min(subquery, count - chosen.count), named: name)
      chosen += part.ids
      values += part.scores
    }
    return Selection(ids: chosen, scores: values, scoreName: name)
  }

  private func train(
    _ scorer: PretextScorer, on query: Query, _ streams: inout Streams
  ) throws {
    let sgd = Optimization(
      of: scorer.parameters,
      by: SGD(rate: rate, momentum: 0.9, nesterov: true, weightDecay: decay))
    let schedule = Schedule.multiStep(milestones: [0.25, 0.5, 0.75])
    var batches = LabelledBatches(query.labelled, size: batch)
    var epoch = 0
    try TrainingLoop("pal", named: "pal", monitor: query.monitor).run(
      epochs: epochs, streams: &streams,
      begin: { streams in
        sgd.rate = schedule.rate(rate, at: epoch, of: epochs)
        batches.shuffle(&streams)
        return batches.stepsPerEpoch
      },
      step: { step, streams in
        let ids = batches[step.step]
        let images = try query.images(ids)
        return try sgd.step(position: step.position, streams: &streams) { pass in
          try scorer.loss(
            images, classes: ids.compactMap { query.labelled[$0] },
            weights: (turns: 1, classes: 1), pass)
        }
      }, end: { _ in epoch += 1 })
  }

  /// Learns the turns of what was chosen.
  private func fineTune(
    _ scorer: PretextScorer, on chosen: [Int], _ query: Query, _ streams: inout Streams
  ) throws {
    let sgd = Optimization(of: scorer.parameters, by: SGD(rate: rate / 10, momentum: 0))
    var order: [Int] = []
    // It is short, and part of a longer work: nothing is reported.
    let silent = Monitor(checkpoint: query.monitor.checkpoint)
    try TrainingLoop("pal", named: "pal fine-tuning", monitor: silent).run(
      epochs: fineTuning, streams: &streams,
      begin: { streams in
        order = streams["shuffle"].permutation(chosen.count).map { chosen[$0] }
        return (order.count + batch - 1) / batch
      },
      step: { step, streams in
        let start = (step.step - 1) * batch
        let images = try query.images(Array(order[start..<min(start + batch, order.count)]))
        return try sgd.step(position: step.position, streams: &streams) { pass in
          try scorer.loss(images, classes: nil, weights: (1, 0), pass)
        }
      })
  }

  private func scores(
    _ scorer: PretextScorer, _ ids: [Int], _ query: Query
  ) throws -> (turns: [Float], classes: [Float]) {
    var (turns, classes) = ([Float](), [Float]())
    let pixels = max(scorer.classifier.inputShape.dropFirst().reduce(1, *), 1)
    let size = min(max(Self.pixelsAtATime / pixels, 4), 256)
    for start in stride(from: 0, to: ids.count, by: size) {
      try query.monitor.checkpoint()
      let images = try query.images(Array(ids[start..<min(start + size, ids.count)]))
      let part = try scorer.scores(images)
      turns += part.turns
      classes += part.classes
    }
    return (turns, classes)
  }

  /// 64 images of 32×32, each of which has four views.
  private static let pixelsAtATime = 1 << 16

  public func effort(candidates: Int, labelled: Int, count: Int) -> String? {
    // Four turns of each: in training, and of all that is left before each sub-query.
    let learned = Double(epochs) * Double(labelled)
    let queries = (Double(count) / Double(subquery)).rounded(.up)
    return Effort.training(
      "pal", images: 4 * (learned + queries * Double(candidates)),
      fewer: "fewer epochs, or the strategy among, which shows it a part of the pool")
  }

  public static let recipe = Recipe<any Strategy>(
    "pal", "What a scoring network knows worst: neither how it was turned nor what it shows.",
    source: "Bhatnagar et al. 2021 (PAL)",
    Option<String>(
      "network", ResNet18.recipe.name, of: NetworkCatalogue.all.recipes.map(\.name),
      "the scoring network's backbone"),
    Option<[String: OptionValue]>(
      "network_options", optionsOf: "the network",
      "its own options; resnet18 has the stem \"imagenet\" unless given"),
    Option<Int>("epochs", 100, in: 1...100_000, "over the labelled images"),
    Option<Int>("batch", 64, in: 2...65536, "images in a mini-batch, each turned four times"),
    Option<Double>("rate", positive: 0.01, "SGD's step size"),
    Option<Double>("weight_decay", 5e-4, in: 0...1, "share of the weights in the gradient"),
    Option<Int>("subquery", 512, in: 1...1_000_000, "images taken between two fine-tunings"),
    Option<Int>("fine_tuning", 5, in: 0...10_000, "epochs on what was taken"),
    Option<Double>("turns", 1, in: 0..., "weight of the turns in the score"),
    Option<Double>("uniformity", 1, in: 0..., "weight of the classes in the score"),
    Option<Double>("diversity", 1, in: 0..., "weight of the turns after fine-tuning")
  ) {
    (
      network: String, networkOptions: [String: OptionValue], epochs: Int, batch: Int, rate: Double,
      decay: Double, subquery: Int, fineTuning: Int, turns: Double, uniformity: Double,
      diversity: Double
    ) in
    let own: [String: OptionValue] =
      network == ResNet18.recipe.name ? ["stem": .text(ResNet18.Stem.imagenet.rawValue)] : [:]
    return PAL(
      network: try Configuration(
        try NetworkCatalogue.all.recipe(named: network), own.merging(networkOptions) { $1 }),
      epochs: epochs, batch: batch, rate: Float(rate), decay: Float(decay), subquery: subquery,
      fineTuning: fineTuning,
      weights: (turns: Float(turns), classes: Float(uniformity), diversity: Float(diversity)))
  }
}
