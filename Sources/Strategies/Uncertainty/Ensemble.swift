import Queries
import Recipes
import Tensors

/// Asks where the mean prediction of models trained from different seeds is most uncertain.
public struct Ensemble: ScoringStrategy {
  public let members: Int
  public let score: Uncertainty

  public var needs: Set<Need> { [.committee] }

  public func scores(of query: Query, using rng: inout Random) throws -> Scores {
    Scores(try score.scores(of: query.committee(members).mean(axis: 0)), named: score.name)
  }

  public func workspace(candidates: Int, labelled: Int, classes: Int) -> Double {
    4 * Double(members + 1) * Double(candidates) * Double(classes)
  }

  public static let recipe = Recipe<any Strategy>(
    "ensemble", "Where the mean prediction of several trained models is most uncertain.",
    source: "Lakshminarayanan, Pritzel & Blundell 2017; Beluch et al. 2018",
    Option<Int>("members", 5, in: 2...100, "models, each trained on the labels from its own seed"),
    Uncertainty.option
  ) { (members: Int, score: String) in
    Ensemble(members: members, score: Uncertainty(option: score))
  }
}
