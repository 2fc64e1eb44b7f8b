import Tensors

extension ClusteringMetrics {
  /// The silhouette of each point: (b − a) / max(a, b), where a is its mean distance to the others of
  /// its group and b the least mean distance to another group; 0 for a point alone in its group.
  /// - Shape: [n × features] and n labels, any integers, of at least two groups → n.
  /// - Source: Rousseeuw 1987.
  /// - Complexity: O(n²·features) time, memory for a piece of all pairs.
  /// - Throws: `Failure` where points or labels are not usable, and what `checkpoint` throws.
  public static func silhouettes(
    _ points: Tensor, labels: [Int], checkpoint: () throws -> Void = {}
  ) throws -> [Double] {
    let points = try Features.checked("silhouette", points, named: "points")
    guard labels.count == points.shape[0] else {
      throw Failure(
        "silhouette", "wrong number of labels", expected: "\(points.shape[0])",
        got: "\(labels.count)")
    }
    let names = Array(Set(labels)).sorted()
    guard names.count >= 2, names.count <= 1 << 16 else {
      throw Failure(
        "silhouette", "wrong number of groups", expected: "2 to 65536", got: "\(names.count)")
    }
    var members: [Int: [Int]] = [:]
    for (point, label) in labels.enumerated() { members[label, default: []].append(point) }
    let groups = names.map { members[$0] ?? [] }
    let order = groups.flatMap { $0 }
    let moments = try points.columnMoments().prefix(points.shape[1]).map { Float($0) }
    let sorted = try (points - Tensor(moments, shape: [moments.count])).gather(rows: order)
    let distances = try ClusterDistances(sorted, sizes: groups.map(\.count))
    var own: [Int] = []
    for (group, points) in groups.enumerated() { own += points.map { _ in group } }
    var result = [Double](repeating: 0, count: labels.count)
    for start in stride(from: 0, to: order.count, by: distances.chunk) {
      try checkpoint()
      let range = start..<min(order.count, start + distances.chunk)
      let sums = try distances.sums(of: range)
      for place in range {
        let sums = sums[(place - start) * groups.count..<(place - start + 1) * groups.count]
        result[order[place]] = silhouette(Array(sums), groups.map(\.count), own[place])
      }
    }
    return result
  }

  private static func silhouette(_ sums: [Double], _ sizes: [Int], _ own: Int) -> Double {
    guard sizes[own] > 1 else { return 0 }
    let a = sums[own] / Double(sizes[own] - 1)
    var b = Double.infinity
    for group in sums.indices where group != own { b = min(b, sums[group] / Double(sizes[group])) }
    let larger = max(a, b)
    return larger > 0 ? (b - a) / larger : 0
  }

  /// The mean silhouette.
  /// - Throws: `Failure` as above.
  public static func silhouette(
    _ points: Tensor, labels: [Int], checkpoint: () throws -> Void = {}
  ) throws -> Double {
    let all = try silhouettes(points, labels: labels, checkpoint: checkpoint)
    return all.reduce(0, +) / Double(all.count)
  }

  /// The mean silhouette of a sample of points among themselves, drawn uniformly: an estimate for
  /// pools that are too large for all pairs.
  /// - Throws: `Failure` as above, and where there are fewer points than the sample.
  public static func silhouette(
    _ points: Tensor, labels: [Int], sample: Int, using rng: inout Random,
    checkpoint: () throws -> Void = {}
  ) throws -> Double {
    guard points.rank == 2, labels.count == points.shape[0] else {
      throw Failure(
        "silhouette", "wrong number of labels", expected: "\(points.shape.first ?? 0)",
        got: "\(labels.count)")
    }
    let rows = try rng.sample(sample, of: points.shape[0]).sorted()
    return try silhouette(
      points.gather(rows: rows), labels: rows.map { labels[$0] }, checkpoint: checkpoint)
  }
}
