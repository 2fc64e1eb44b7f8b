import Queries
import Recipes
import Tensors

/// Asks where models that were trained from different seeds disagree most.
public struct QueryByCommittee: ScoringStrategy {
  public let members: Int
  public let score: Disagreement

  public var needs: Set<Need> { [.committee] }

  public func scores(of query: Query, using rng: inout Random) throws -> Scores {
    Scores(try score.scores(of: query.committee(members)), named: score.name)
  }

  public func workspace(candidates: Int, labelled: Int, classes: Int) -> Double {
    4 * Double(members) * Double(candidates) * Double(classes)
  }

  private static let measures: [Disagreement] = [
    .divergence, .voteEntropy, .consensusEntropy, .variationRatio,
  ]

  public static let recipe = Recipe<any Strategy>(
    "query_by_committee", "Where several trained models disagree most.",
    source: "Seung, Opper & Sompolinsky 1992; Dagan & Engelson 1995; McCallum & Nigam 1998",
    Option<Int>("members", 5, in: 2...100, "models, each trained on the labels from its own seed"),
    Option<String>(
      "score", Disagreement.divergence.rawValue, of: measures.map(\.rawValue),
      "the measure of disagreement")
  ) { (members: Int, score: String) in
    QueryByCommittee(members: members, score: Disagreement(rawValue: score) ?? .divergence)
  }
}
