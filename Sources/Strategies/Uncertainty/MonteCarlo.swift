import Queries
import Recipes
import Tensors

/// Asks where several draws of the network's dropout differ most.
public struct MonteCarlo: ScoringStrategy {
  public let score: Disagreement
  /// Draws for each image.
  public let samples: Int

  public var needs: Set<Need> { [.samples] }

  public func scores(of query: Query, using rng: inout Random) throws -> Scores {
    Scores(try score.scores(of: query.samples(samples)), named: score.name)
  }

  public func workspace(candidates: Int, labelled: Int, classes: Int) -> Double {
    4 * Double(samples) * Double(candidates) * Double(classes)
  }

  private static func recipe(
    _ name: String, _ score: Disagreement, _ summary: String, source: String
  ) -> Recipe<any Strategy> {
    Recipe(
      name, summary, source: source,
      Option<Int>("samples", 10, in: 2...10000, "draws of the dropout for each image")
    ) { (samples: Int) in MonteCarlo(score: score, samples: samples) }
  }

  public static let bald = recipe(
    "bald", .divergence,
    "The largest mutual information of prediction and weights, estimated by draws of the dropout.",
    source: "Houlsby et al. 2011, Eq. 2; Gal, Islam & Ghahramani 2017, Eq. 4")

  public static let entropy = recipe(
    "mc_entropy", .consensusEntropy, "The highest entropy of the mean of draws of the dropout.",
    source: "Gal, Islam & Ghahramani 2017, §4, Max Entropy")

  public static let variationRatio = recipe(
    "variation_ratio", .variationRatio,
    "The largest share of draws of the dropout that do not vote for the most frequent class.",
    source: "Freeman 1965; Gal, Islam & Ghahramani 2017, §4")

  public static let meanDeviation = recipe(
    "mean_std", .meanDeviation,
    "The largest standard deviation over draws of the dropout, mean over the classes.",
    source: "Kampffmeyer et al. 2016; Gal, Islam & Ghahramani 2017, §4, Mean STD")
}
