import Queries
import Recipes
import Tensors

/// Asks where the mean prediction of models trained from different seeds is most doubtful.
public struct Ensemble: Strategy {
  public let members: Int
  public let score: Uncertainty

  public var needs: Set<Need> { [.committee] }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let scores = try score.scores(of: query.committee(members).mean(axis: 0))
    return Ranking.highest(query.candidates, by: scores, count: count, named: score.name)
  }

  public func workspace(candidates: Int, labelled: Int, classes: Int) -> Double {
    4 * Double(members + 1) * Double(candidates) * Double(classes)
  }

  public static let recipe = Recipe<any Strategy>(
    "ensemble", "Where the mean prediction of several trained models is most doubtful.",
    source: "Lakshminarayanan, Pritzel & Blundell 2017; Beluch et al. 2018",
    Option<Int>("members", 5, in: 2...100, "models, each trained on the labels from its own seed"),
    Uncertainty.option("what is called doubt")
  ) { (members: Int, score: String) in
    Ensemble(members: members, score: Uncertainty(option: score))
  }
}
