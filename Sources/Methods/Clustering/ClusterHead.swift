import Geometry
import Networks
import Tensors

/// What makes clusters of an embedding, and classes of clusters: centres that k-means starts, and the
/// class that each of them stands for by the labels that are known.
///
/// There are as many clusters as classes. Where nothing is labelled, cluster i stands for class i,
/// which means nothing; measures that ask for no names (NMI, ARI, clustering accuracy) are as good
/// as ever.
final class ClusterHead: Stateful {
  let count: Int
  /// Runs of k-means.
  var restarts: Int
  private let seed: UInt64
  private let centres: Centres
  /// The cluster of each class, and the labels that say so; nil where it must be found anew.
  private var order: (labels: [Int: Int], clusters: [Int])?

  init(count: Int, features: Int, restarts: Int, seed: UInt64) throws {
    self.count = count
    self.restarts = restarts
    self.seed = seed
    centres = try Centres(count: count, features: features)
  }

  /// Nil until centres are started.
  var layer: ClusteringLayer? { centres.started }

  /// What an optimizer moves.
  var parameter: NamedParameter { centres.parameter }

  /// Starts the centres by k-means over all images, from the same draws each time.
  /// - Shape: `z` is [n × features], n at least the number of clusters.
  func start(_ z: Tensor, monitor: Monitor) throws -> ClusteringLayer {
    var rng = Random(seed: seed, stream: "k-means")
    let found = try KMeans(clusters: count, restarts: restarts)
      .fit(z, using: &rng, checkpoint: monitor.checkpoint)
    centres.start(at: found.centres)
    moved()
    return centres.layer
  }

  /// The centres are to be started anew.
  func forget() {
    centres.forget()
    moved()
  }

  /// To be called when the embedding or the centres have moved.
  func moved() { order = nil }

  /// Finds the class of each cluster: the one-to-one map under which most labelled images are right.
  /// - Parameter embed: gives [ids × features].
  func match(_ labels: [Int: Int], embed: ([Int]) throws -> Tensor) throws {
    if let order, order.labels == labels { return }
    guard let layer else { return }
    let known = labels.sorted { $0.key < $1.key }
    var gains = [Double](repeating: 0, count: count * count)
    if !known.isEmpty {
      let assigned = try layer.assign(embed(known.map(\.key)), .inference()).argmax()
      for (cluster, label) in zip(assigned, known.map(\.value)) where 0..<count ~= label {
        gains[label * count + cluster] += 1
      }
    }
    let clusters = try Assignment.largest(gains, rows: count, columns: count)
    order = (labels, clusters.enumerated().map { $1 ?? $0 })
  }

  /// The soft assignment in the order of classes.
  /// - Shape: `z` is [n × features] → [n × classes], rows sum to 1.
  func probabilities(_ z: Tensor) throws -> Tensor {
    guard let layer else {
      throw Failure(
        "clusters", "no centres yet", expected: "training before the model is asked",
        code: .notTrained)
    }
    guard z.shape[0] > 0 else { return try .zeros([0, count]) }
    let q = try layer.assign(z, .inference())
    guard let order = order?.clusters, order != Array(0..<count) else { return q }
    return try q.transposed().gather(rows: order).transposed()
  }

  var state: [String: Tensor] { centres.state }

  var checkpoint: Checkpoint { going(to: centres.checkpoint) }

  func checkpoint(in saved: SavedState) throws -> Checkpoint {
    going(to: try centres.checkpoint(in: saved))
  }

  private func going(to checkpoint: Checkpoint) -> Checkpoint {
    Checkpoint { [self] in
      checkpoint.restore()
      moved()
    }
  }
}
