import Tensors

/// Mini-batch k-means: each step draws points and moves their centres towards them, by less the more
/// points a centre has seen.
///
/// Stops where the smoothed inertia of batches has not fallen for ten of them in a row.
/// - Source: Sculley 2010, "Web-scale k-means clustering", algorithm 1; stopping as in scikit-learn.
struct MiniBatches {
  let settings: KMeans
  let size: Int

  func fit(
    _ points: Tensor, from start: Tensor, using rng: inout Random, checkpoint: () throws -> Void
  ) throws -> Clustering {
    let (n, width) = (points.shape[0], points.shape[1])
    var centres = start
    var seen = [Double](repeating: 0, count: settings.clusters)
    var (smooth, least) = (nil as Double?, Double.infinity)
    var (without, done, converged) = (0, 0, false)
    while done < settings.iterations, !converged {
      try checkpoint()
      let rows = (0..<min(size, n)).map { _ in rng.int(below: n) }
      let drawn = try points.gather(rows: rows)
      let found = try NearestRows(centres).nearest(1, of: drawn, checkpoint: checkpoint)
      try drawn.withValues { values in
        try centres.withMutableValues { centres in
          for (place, cluster) in found.indices.enumerated() {
            seen[Int(cluster)] += 1
            let rate = Float(1 / seen[Int(cluster)])
            let (from, to) = (place * width, Int(cluster) * width)
            for j in 0..<width { centres[to + j] += rate * (values[from + j] - centres[to + j]) }
          }
        }
      }
      if settings.spherical { centres = try centres.normalizedRows() }
      done += 1
      let inertia = found.distances.reduce(0) { $0 + Double($1) } / Double(rows.count)
      let weight = min(1, 2 * Double(rows.count) / Double(n + 1))
      let now = smooth.map { $0 + weight * (inertia - $0) } ?? inertia
      smooth = now
      without = now < least ? 0 : without + 1
      least = min(least, now)
      converged = without >= 10
    }
    let found = try NearestRows(centres).nearest(1, of: points, checkpoint: checkpoint)
    return Clustering(
      centres: centres, assignments: found.indices.map { Int($0) },
      squaredDistances: found.distances, iterations: done, converged: converged)
  }
}
