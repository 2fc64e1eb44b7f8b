import ActiveLearning
import Tensors

/// Clustering, neighbours, covers, embeddings and scores, on points by rule.
/// scripts/benchmarks/peers/geometry.py does the same work.
enum GeometryCases {
  static let all =
    kMeans + [
      fewMeans, kCenter, neighbours, tsne, badge, entropy, margin, information,
    ] + agreement

  /// 1000 centres from the same start, 40 iterations: the inertia.
  private static let kMeans = [("plain", 0), ("grouped", 300)].map { name, groups in
    Case(
      name: "kmeans-\(name)",
      summary: "k-means of 50,000×512 in 1000 clusters, 40 iterations, "
        + (groups == 0 ? "no structure" : "\(groups) groups")
    ) {
      let x = try Rule.points(50_000, 512, groups: groups)
      let start = try x.rows(0..<1000)
      return {
        var rng = Random(seed: 1, stream: "bench")
        let found = try KMeans(
          clusters: 1000, iterations: 40, tolerance: 0, initialisation: .given(start)
        ).fit(x, using: &rng)
        return [found.inertia, Double(found.iterations)]
      }
    }
  }

  /// Lloyd to the end, five times from other points: the mean inertia.
  private static let fewMeans = Case(
    name: "kmeans-10", summary: "k-means of 50,000×512 in 10 clusters to the end, five given starts"
  ) {
    let x = try Rule.points(50_000, 512, groups: 10)
    let starts = try (0..<5).map { try x.rows(10 * $0..<10 * $0 + 10) }
    return {
      var inertia = 0.0
      for start in starts {
        var rng = Random(seed: 1, stream: "bench")
        let means = KMeans(clusters: 10, initialisation: .given(start))
        inertia += try means.fit(x, using: &rng).inertia / 5
      }
      return [inertia]
    }
  }

  /// The picks.
  private static let kCenter = Case(
    name: "k-center", summary: "1000 greedy picks of 50,000×512, 1000 covered"
  ) {
    let x = try Rule.points(51_000, 512, groups: 300)
    let (covered, pool) = try (x.rows(0..<1000), x.rows(1000..<51_000))
    return { try KCenter.greedy(pool, covered: covered, count: 1000).indices.map { Double($0) } }
  }

  /// Neighbours of every five-hundredth point.
  private static let neighbours = Case(
    name: "neighbours", summary: "exact 20 nearest neighbours of all of 50,000×512"
  ) {
    let x = try Rule.points(50_000, 512, groups: 300)
    return {
      let table = try Neighbours.nearest(20, among: x)
      var some: [Double] = []
      for row in stride(from: 0, to: 50_000, by: 500) { some += table[row].map { Double($0) } }
      return some
    }
  }

  /// The places.
  private static let tsne = Case(
    name: "t-sne", summary: "t-SNE of 10,000×50 in the plane, perplexity 30, 750 iterations"
  ) {
    let x = try Rule.points(10_000, 50, groups: 10)
    return {
      var rng = Random(seed: 1, stream: "bench")
      return try TSNE().fit(x, using: &rng).values().map { Double($0) }
    }
  }

  /// The picks.
  private static let badge = Case(
    name: "badge", summary: "BADGE, 1000 picks of 20,000, 100 classes, 768 features"
  ) {
    let features = try Rule.points(20_000, 768, groups: 100)
    let p = try Rule.probabilities(20_000, 100)
    return {
      var rng = Random(seed: 1, stream: "bench")
      let query = Query(
        candidates: Array(0..<20_000), classes: 100, probabilities: { _ in p },
        embeddings: { _ in features })
      return try BADGE().select(query, count: 1000, using: &rng).ids.map { Double($0) }
    }
  }

  /// The scores of every thousandth row.
  private static func scores(
    _ name: String, _ summary: String, _ shape: [Int],
    _ score: @escaping @Sendable (Tensor) throws -> [Float]
  ) -> Case {
    Case(name: name, summary: summary) {
      let p = try Rule.probabilities(1_000_000, 100).reshaped(shape)
      return {
        let scores = try score(p)
        return stride(from: 0, to: scores.count, by: 1000).map { Double(scores[$0]) }
      }
    }
  }

  private static let entropy = scores(
    "entropy-rows", "entropy of 1,000,000×100", [1_000_000, 100]
  ) { try Entropy.scores(of: $0) }

  private static let margin = scores(
    "margin-rows", "margin of 1,000,000×100", [1_000_000, 100]
  ) { try Margin.scores(of: $0) }

  private static let information = scores(
    "bald-rows", "BALD of 10×100,000×100", [10, 100_000, 100]
  ) { try $0.mutualInformationOfRows() }

  private static let agreement = [
    ("ari", ClusteringMetrics.adjustedRandIndex),
    ("nmi", ClusteringMetrics.normalizedMutualInformation),
    ("accuracy", ClusteringMetrics.accuracy),
  ].map { (name: String, measure: @escaping @Sendable ([Int], [Int]) throws -> Double) in
    Case(name: name, summary: "\(name) of 1,000,000 labels, 100 clusters and 100 classes") {
      let (a, b) = Rule.labelPairs(1_000_000, groups: 100)
      return { [try measure(a, b)] }
    }
  }
}
