import Tensors

/// Choosing the best by one score each: the common end of most strategies.
enum Ranking {
  /// The `count` candidates of highest score, best first.
  ///
  /// Ties go to the lowest id and a score that is not a number comes last, so that the order of
  /// the pool never matters. O(n log n).
  static func highest(
    _ candidates: [Int], by scores: [Float], count: Int, named scoreName: String
  ) -> Selection {
    let order = candidates.indices.sorted { a, b in
      switch (scores[a].isNaN, scores[b].isNaN) {
      case (true, false): false
      case (false, true): true
      case (true, true): candidates[a] < candidates[b]
      case (false, false):
        scores[a] != scores[b] ? scores[a] > scores[b] : candidates[a] < candidates[b]
      }
    }.prefix(count)
    return Selection(
      ids: order.map { candidates[$0] }, scores: order.map { scores[$0] }, scoreName: scoreName)
  }

  /// One score for each row of a matrix.
  /// - Shape: `matrix` is [n × k] → n scores.
  static func rows(_ matrix: Tensor, _ score: (Span<Float>) -> Float) -> [Float] {
    let width = matrix.shape.last ?? 1
    let height = matrix.shape.first ?? 1
    guard width > 0 else { return Array(repeating: 0, count: height) }
    return matrix.withValues { values in
      (0..<matrix.count / width).map { row in
        score(values.extracting(row * width..<(row + 1) * width))
      }
    }
  }
}
