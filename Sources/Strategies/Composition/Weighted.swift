import Glibc
import Queries
import Recipes
import Tensors

/// Makes one score of several: a product of powers, or a weighted sum.
public struct Weighted: ScoringStrategy {
  public enum Combination: String, CaseIterable, Sendable { case product, sum }

  let parts: [any ScoringStrategy]
  /// As many as parts: exponents of a product, factors of a sum.
  let weights: [Double]
  let combination: Combination
  let scaling: ScoreScaling

  public var needs: Set<Need> { parts.reduce(into: []) { $0.formUnion($1.needs) } }

  public func scores(of query: Query, using rng: inout Random) throws -> Scores {
    var total = [Double](
      repeating: combination == .product ? 1 : 0, count: query.candidates.count)
    var names: [String] = []
    for (part, weight) in zip(parts, weights) {
      let scores = try part.scores(of: query, using: &rng)
      let values = scaling.scale(scores.values)
      switch combination {
      case .product:
        if let place = values.firstIndex(where: { $0 < 0 }) {
          throw Failure(
            "weighted", "\(scores.name) can be below 0, which has no power",
            expected: "scaling = \"min_max\" or \"rank\", or combine = \"sum\"",
            got: "\(scores.values[place])")
        }
        for place in values.indices { total[place] *= pow(values[place], weight) }
      case .sum: for place in values.indices { total[place] += weight * values[place] }
      }
      names.append(name(of: scaling.name(of: scores.name), weight))
    }
    return Scores(
      total.map { Float($0) },
      named: names.joined(separator: combination == .product ? " × " : " + "))
  }

  private func name(of score: String, _ weight: Double) -> String {
    if weight == 1 { return score }
    let number = Int(exactly: weight).map { "\($0)" } ?? "\(weight)"
    return combination == .product ? "(\(score))^\(number)" : "\(number)·\(score)"
  }

  public func workspace(candidates: Int, labelled: Int, classes: Int) -> Double {
    // A query keeps what each part reads.
    parts.reduce(0) {
      $0 + $1.workspace(candidates: candidates, labelled: labelled, classes: classes)
    }
  }

  public func effort(candidates: Int, labelled: Int, count: Int) -> String? {
    parts.lazy.compactMap {
      $0.effort(candidates: candidates, labelled: labelled, count: count)
    }.first
  }

  public static let recipe = Recipe<any Strategy>(
    "weighted",
    "Ranks by the product of powers, or the weighted sum, of several strategies' scores.",
    source: "Settles 2009, §3.6, for the product with a density",
    Option<[NamedOptions]>(
      "strategies", leading: "strategies", count: 1...Int.max, "that give each image a score"),
    Option<[Double]>(
      "weights", positives: "exponents of a product, factors of a sum; 1 each if left out"),
    Option<String>(
      "combine", Combination.product.rawValue, of: Combination.allCases.map(\.rawValue),
      "how the scores become one"),
    Option<String>(
      "scaling", ScoreScaling.none.rawValue, of: ScoreScaling.allCases.map(\.rawValue),
      "of each score over the pool, to numbers from 0 to 1: by its range, or by its rank"),
    composing: { (catalogue, strategies: [NamedOptions], weights: [Double], combine, scaling) in
      guard weights.isEmpty || weights.count == strategies.count else {
        throw Failure(
          "weights", "not one for each strategy", expected: "\(strategies.count)",
          got: "\(weights.count)")
      }
      return Weighted(
        parts: try strategies.map { try $0.scoringStrategy(of: catalogue) },
        weights: weights.isEmpty ? strategies.map { _ in 1 } : weights,
        combination: Combination(rawValue: combine) ?? .product,
        scaling: ScoreScaling(rawValue: scaling) ?? .none)
    })
}

extension NamedOptions {
  /// The strategy that an option of another one names, where it gives each image a score.
  fileprivate func scoringStrategy(
    of catalogue: Catalogue<any Strategy>?
  ) throws -> any ScoringStrategy {
    guard let strategy = try strategy(of: catalogue) as? any ScoringStrategy else {
      throw Failure(
        "strategies", "'\(name)' chooses images together and gives none a score of its own",
        expected: "strategies such as entropy")
    }
    return strategy
  }
}
