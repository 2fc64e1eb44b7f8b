import Tensors

extension KMeans {
  /// Semi-supervised k-means: labelled points stay in the cluster of their label, whatever is
  /// nearest, and pull its centre; the others are reassigned until stable.
  ///
  /// Centres start at the means of their labelled points. Clusters without any start where k-means++
  /// puts them among the others. `initialisation`, `restarts` and `batch` do not apply.
  /// - Parameter labels: row → cluster.
  /// - Source: Basu, Banerjee & Mooney 2002, "Semi-supervised clustering by seeding" (constrained
  ///   k-means); Zhao, Chen & Zhou 2024, §III-B.
  /// - Throws: `Failure` where a label is of no row or no cluster.
  public func fit(
    _ points: Tensor, clamped labels: [Int: Int], using rng: inout Random,
    checkpoint: () throws -> Void = {}
  ) throws -> Clustering {
    let points = try prepared(points)
    for (row, cluster) in labels.sorted(by: { $0.key < $1.key }) {
      guard 0..<points.shape[0] ~= row, 0..<clusters ~= cluster else {
        throw Failure(
          "k-means", "no such label",
          expected:
            "rows \(indicesBelow: points.shape[0]), clusters \(indicesBelow: clusters)",
          got: "row \(index: row) in cluster \(index: cluster)", code: .outOfRange)
      }
    }
    let centres = try seeded(points, labels, using: &rng, checkpoint)
    var lloyd = try Lloyd(points, centres: centres, spherical: spherical, fixed: labels)
    return try lloyd.run(iterations: iterations, tolerance: tolerance, checkpoint: checkpoint)
  }

  private func seeded(
    _ points: Tensor, _ labels: [Int: Int], using rng: inout Random,
    _ checkpoint: () throws -> Void
  ) throws -> Tensor {
    var sums = ClusterSums(clusters: clusters, width: points.shape[1])
    let rows = labels.keys.sorted()
    try sums.move(
      rows.map { Int32($0) }, of: points, from: rows.map { _ in -1 },
      to: rows.map { Int32(labels[$0] ?? 0) })
    var centres = try Tensor.zeros([clusters, points.shape[1]])
    _ = try sums.means(into: &centres, unit: spherical)
    let missing = (0..<clusters).filter { sums.counts[$0] == 0 }
    guard !missing.isEmpty else { return centres }
    // Means first, then the points that no label holds, so that k-means++ starts from the means.
    let known = (0..<clusters).filter { sums.counts[$0] > 0 }
    let free = (0..<points.shape[0]).filter { labels[$0] == nil }
    guard free.count >= missing.count else {
      throw Failure(
        "k-means", "too few points without a label for the clusters without one",
        expected: "at least \(missing.count)", got: "\(free.count)")
    }
    let pool = try Tensor.concatenated([
      centres.gather(rows: known), points.gather(rows: free),
    ])
    let seeds = try KMeansPlusPlus().seeds(
      missing.count, of: pool, after: known.count, using: &rng, checkpoint: checkpoint)
    var order = [Int](repeating: 0, count: clusters)
    for (place, cluster) in known.enumerated() { order[cluster] = place }
    for (place, cluster) in missing.enumerated() { order[cluster] = seeds[place] }
    return try pool.gather(rows: order)
  }
}
