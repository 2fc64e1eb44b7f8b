import Geometry
import Networks
import Tensors

/// What makes clusters of an embedding, and classes of clusters: centres that k-means starts, and the
/// class that each of them stands for by the labels that are known.
///
/// There are as many clusters as classes. Where nothing is labelled, cluster i stands for class i,
/// which means nothing; measures that ask for no names (NMI, ARI, clustering accuracy) are as good
/// as ever.
final class ClusterHead {
  let count: Int
  /// Runs of k-means.
  var restarts: Int
  private let seed: UInt64
  /// Nil until centres are started.
  var layer: ClusteringLayer? {
    didSet { order = nil }
  }
  /// The cluster of each class, and the labels that say so; nil where it must be found anew.
  private var order: (labels: [Int: Int], clusters: [Int])?

  init(count: Int, restarts: Int, seed: UInt64) {
    self.count = count
    self.restarts = restarts
    self.seed = seed
  }

  /// Starts the centres by k-means over all images, from the same draws each time.
  /// - Shape: `z` is [n × features], n at least the number of clusters.
  func start(_ z: Tensor, monitor: Monitor) throws -> ClusteringLayer {
    var rng = Random(seed: seed, stream: "k-means")
    let found = try KMeans(clusters: count, restarts: restarts)
      .fit(z, using: &rng, checkpoint: monitor.checkpoint)
    let started = ClusteringLayer(centres: found.centres)
    layer = started
    return started
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

  /// Centres that a session saved.
  /// - Throws: a `Failure` where they are of another shape.
  static func layer(in state: [String: Tensor], _ shape: [Int]) throws -> ClusteringLayer? {
    guard let centres = state["centres"] else { return nil }
    guard centres.shape == shape else {
      throw Failure("centres", "do not fit", expected: "\(shape)", got: "\(centres.shape)")
    }
    return ClusteringLayer(centres: centres)
  }
}
