import Queries
import Recipes
import Tensors

/// Asks for what is like the rest of the pool: the mean cosine similarity to all candidates.
public struct Density: ScoringStrategy {
  let features: FeatureSource

  public var needs: Set<Need> { [features.need] }

  public func scores(of query: Query, using rng: inout Random) throws -> Scores {
    Scores(try Self.scores(of: features.candidates(of: query)), named: "mean cosine similarity")
  }

  /// The mean cosine similarity of each row to all rows, itself included.
  ///
  /// A mean of cosines is one product with the mean of the unit rows, so this is linear in the pool.
  /// - Shape: [n × features] → n scores in [0, 1].
  /// - Source: Settles 2009, §3.6, the second factor. Differs: a mean below 0, which has no power and
  ///   which features of both signs can give, counts as 0.
  public static func scores(of features: Tensor) throws -> [Float] {
    let unit = try features.detached().normalizedRows()
    let (n, width) = (unit.shape[0], unit.shape[1])
    var mean = [Double](repeating: 0, count: width)
    unit.withValues { values in
      for row in 0..<n {
        for c in 0..<width { mean[c] += Double(values[row * width + c]) / Double(n) }
      }
    }
    return Ranking.rows(unit) { row in
      var sum = 0.0
      for c in 0..<row.count { sum += Double(row[c]) * mean[c] }
      return Float(max(sum, 0))
    }
  }

  public static let recipe = Recipe<any Strategy>(
    "density", "What is like the rest of the pool: the highest mean cosine similarity to it.",
    source: "Settles & Craven 2008, the density alone; Settles 2009, §3.6",
    FeatureSource.option(.embeddings)
  ) { (features: String) in Density(features: FeatureSource(option: features)) }
}
