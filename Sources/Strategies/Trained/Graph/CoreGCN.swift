import Geometry
import Queries
import Recipes
import Tensors

/// Asks for a cover of the pool in the space of a graph network that tells labelled from unlabelled
/// images: again and again the image farthest from all that are labelled or chosen.
///
/// Distances are Euclidean between the network's hidden units with its output before the sigmoid.
/// - Source: Caramalau, Bhattarai & Kim 2021 (CoreGCN), Eq. 8; settings as in UncertainGCN.
/// - Differs: a published version of the code builds the graph network and then covers the features
///   that went into it; this is the paper.
public struct CoreGCN: Strategy {
  let graph: PoolGraph.Settings

  public var needs: Set<Need> { [.labels, .embeddings] }

  public func workspace(candidates: Int, labelled: Int, classes: Int) -> Double {
    graph.workspace(candidates: candidates, labelled: labelled)
  }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let name = "distance²"
    guard count > 0 else { return Selection(ids: [], scores: [], scoreName: name) }
    let pool = try PoolGraph(graph, query, count: count, stage: "core_gcn", using: &rng)
    let space = try Tensor.concatenated([pool.hidden, pool.logits], axis: 1)
    let (open, all) = (pool.ids.count, space.shape[0])
    let picks = try KCenter.greedy(
      space.rows(0..<open), covered: space.rows(open..<all), count: count,
      checkpoint: query.monitor.checkpoint)
    return Selection(
      ids: picks.indices.map { pool.ids[$0] }, scores: picks.distances, scoreName: name)
  }

  public static let recipe = Recipe<any Strategy>(
    "core_gcn", "A cover of the pool in the space of a graph network over features.",
    source: "Caramalau, Bhattarai & Kim 2021 (CoreGCN)",
    PoolGraph.subset, PoolGraph.hiddenUnits, PoolGraph.dropout, PoolGraph.lambda,
    PoolGraph.steps, PoolGraph.rate, PoolGraph.decay
  ) { subset, hidden, dropout, lambda, steps, rate, decay in
    CoreGCN(graph: .init(subset, hidden, dropout, lambda, steps, rate, decay))
  }
}
