import Networks
import Queries
import Recipes
import Tensors

/// Asks for pairs of images of which the model is unsure, and of whose mixtures it is, too.
///
/// A random part of the pool is paired. A policy network learns for each pair how to mix the two in
/// a hidden layer of the model so that the mixture is most uncertain; the score of a pair is
/// H(x₁) + H(x₂) + the mean of H over mixtures. The best pairs are asked, both images of each.
/// - Source: Kim, Song, Jang & Moon 2021 (LADA), Eqs. 6–8; 2000 images, mixed after the stem or the
///   first stage, 5 draws, 10 epochs of Adam 5·10⁻⁵ on batches of 100 in their code.
/// - Differs: the look-ahead is on the asking side alone; the paper also trains the model on the
///   mixtures of the images asked for. Where an odd number is asked for, the pair that comes last
///   gives its less sure image.
public struct LADA: Strategy {
  let subset: Int
  let epochs: Int
  let batch: Int
  let rate: Float
  let draws: Int

  public var needs: Set<Need> { [.probabilities, .images, .network] }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let name = "joint entropy (nats)"
    guard count > 0 else { return Selection(ids: [], scores: [], scoreName: name) }
    var streams = Streams(seed: UInt64(rng.word()))
    let all = query.candidates.sorted()
    let size = min(max(subset, count + count % 2), all.count)
    let drawn = try streams["pairs"].sample(size, of: all.count).map { all[$0] }
    let half = size / 2
    let own = try Entropy.scores(of: try query.subpool(drawn).probabilities())

    var pairs = (0..<half).map { own[$0] + own[half + $0] }
    if half > 0 {
      let openings = try OpenedClassifier.openings(of: query.network(), count: 2)
      let opening = openings[streams["layer"].int(below: openings.count)]
      let mixed = try mixtures(
        Array(drawn[..<half]), Array(drawn[half..<2 * half]), through: opening, query, &streams)
      pairs = zip(pairs, mixed).map(+)
    }
    let ranked = Ranking.highest(Array(0..<half), by: pairs, count: half, named: name)
    var (ids, scores) = ([Int](), [Float]())
    for (pair, score) in zip(ranked.ids, ranked.scores) where ids.count < count {
      let rows = own[pair] >= own[half + pair] ? [pair, half + pair] : [half + pair, pair]
      for row in rows.prefix(count - ids.count) {
        ids.append(drawn[row])
        scores.append(score)
      }
    }
    // An odd one has no partner and comes last.
    if ids.count < count, let odd = drawn.last {
      ids.append(odd)
      scores.append(min(own.last ?? 0, scores.last ?? .infinity))
    }
    return Selection(ids: ids, scores: scores, scoreName: name)
  }

  /// The mean entropy of the mixtures of each pair, under the policy's best epoch.
  private func mixtures(
    _ first: [Int], _ second: [Int], through network: OpenedClassifier, _ query: Query,
    _ streams: inout Streams
  ) throws -> [Float] {
    let policy = try MixingPolicy(for: network.shape, rate: rate, using: &streams["weights"])
    func maps(_ pairs: some Sequence<Int>) throws -> (Tensor, Tensor) {
      let pairs = Array(pairs)
      return try (
        network.hide(query.images(pairs.map { first[$0] })),
        network.hide(query.images(pairs.map { second[$0] }))
      )
    }
    var best = (entropy: -Double.infinity, alphas: [Float](repeating: 0.5, count: first.count))
    var (order, alphas) = ([Int](), best.alphas)
    try TrainingLoop("lada", named: "lada", monitor: query.monitor).run(
      epochs: epochs, streams: &streams,
      begin: { streams in
        order = streams["shuffle"].permutation(first.count)
        alphas = best.alphas
        return (first.count + batch - 1) / batch
      },
      step: { step, streams in
        let pairs = order[(step.step - 1) * batch..<min(step.step * batch, order.count)]
        let (a, b) = try maps(pairs)
        let made = try policy.step(
          a, b, through: network, draws: draws, position: step.position, streams: &streams)
        for (pair, alpha) in zip(pairs, made.alphas) { alphas[pair] = alpha }
        return [LossTerm("loss", -made.entropy)]
      },
      end: { means in
        if let entropy = means.first.map({ -$0.value }), entropy > best.entropy {
          best = (entropy, alphas)
        }
      })
    var scores: [Float] = []
    for start in stride(from: 0, to: first.count, by: batch) {
      try query.monitor.checkpoint()
      let range = start..<min(start + batch, first.count)
      let (a, b) = try maps(range)
      let alpha = try Tensor(Array(best.alphas[range]), shape: [range.count, 1])
      var sums = [Float](repeating: 0, count: range.count)
      for _ in 0..<draws {
        let entropies = try MixingPolicy.entropy(
          network.logits(MixingPolicy.mix(a, b, alpha, using: &streams["beta"]))
        ).values()
        for (row, entropy) in entropies.enumerated() { sums[row] += entropy }
      }
      scores += sums.map { $0 / Float(draws) }
    }
    return scores
  }

  public static let recipe = Recipe<any Strategy>(
    "lada", "Pairs of uncertain images whose learned mixtures are uncertain, too.",
    source: "Kim, Song, Jang & Moon 2021 (LADA)",
    Option<Int>("subset", 2000, in: 2...10_000_000, "images that are paired, drawn at random"),
    Option<Int>("epochs", 10, in: 1...10_000, "of the policy network, over the pairs"),
    Option<Int>("batch", 100, in: 1...65536, "pairs in a mini-batch"),
    Option<Double>("rate", positive: 5e-5, "Adam's step size"),
    Option<Int>("draws", 5, in: 1...1000, "mixtures of each pair")
  ) { subset, epochs, batch, rate, draws in
    LADA(subset: subset, epochs: epochs, batch: batch, rate: Float(rate), draws: draws)
  }
}
