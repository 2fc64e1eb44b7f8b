import Glibc
import Queries
import Recipes
import Tensors

/// Asks for the images of which a graph network is the least sure whether they are labelled.
///
/// A graph convolution network over the model's features learns to tell labelled from unlabelled
/// images; the score is −|o − m|, o its probability of being labelled.
/// - Source: Caramalau, Bhattarai & Kim 2021 (UncertainGCN), Eq. 7; m 0.1, 128 units, dropout 0.3,
///   λ 1.2, 200 steps of Adam 10⁻³, 10,000 unlabelled images in their code.
public struct UncertainGCN: Strategy {
  let graph: PoolGraph.Settings
  let margin: Float

  public var needs: Set<Need> { [.labels, .embeddings] }

  public func workspace(candidates: Int, labelled: Int, classes: Int) -> Double {
    graph.workspace(candidates: candidates, labelled: labelled)
  }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let name = "−|o − m|"
    guard count > 0 else { return Selection(ids: [], scores: [], scoreName: name) }
    let pool = try PoolGraph(graph, query, count: count, stage: "uncertain_gcn", using: &rng)
    let scores = pool.logits.values().prefix(pool.ids.count).map { logit in
      -abs(1 / (1 + expf(-logit)) - margin)
    }
    return Ranking.highest(pool.ids, by: scores, count: count, named: name)
  }

  public static let recipe = Recipe<any Strategy>(
    "uncertain_gcn", "Where a graph network over features is least sure what is labelled.",
    source: "Caramalau, Bhattarai & Kim 2021 (UncertainGCN)",
    PoolGraph.subset, PoolGraph.hiddenUnits, PoolGraph.dropout, PoolGraph.lambda,
    PoolGraph.steps, PoolGraph.rate, PoolGraph.decay,
    Option<Double>("margin", 0.1, in: 0...1, "the score that is asked about first")
  ) { subset, hidden, dropout, lambda, steps, rate, decay, margin in
    UncertainGCN(
      graph: .init(subset, hidden, dropout, lambda, steps, rate, decay), margin: Float(margin))
  }
}
