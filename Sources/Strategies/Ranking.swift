import Queries
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
    let order = best(candidates, by: scores).prefix(count)
    return Selection(
      ids: order.map { candidates[$0] }, scores: order.map { scores[$0] }, scoreName: scoreName)
  }

  /// The places of all candidates in that order.
  static func best(_ candidates: [Int], by scores: [Float]) -> [Int] {
    let isAscending = zip(candidates, candidates.dropFirst()).allSatisfy { $0 < $1 }
    let places =
      isAscending
      ? Array(candidates.indices) : candidates.indices.sorted { candidates[$0] < candidates[$1] }
    // One whole number for both, which sorts many times faster than a comparison of two arrays.
    var keys = places.enumerated().map { rank, place in
      UInt64(~ascending(scores[place])) << 32 | UInt64(UInt32(truncatingIfNeeded: rank))
    }
    keys.sort()
    return keys.map { places[Int($0 & 0xFFFF_FFFF)] }
  }

  /// Bits in the order of the numbers, with NaN below all.
  private static func ascending(_ score: Float) -> UInt32 {
    if score.isNaN { return 0 }
    // Adding zero makes −0 and 0 the same.
    let bits = (score + 0).bitPattern
    return bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits
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

  /// The Euclidean length of each row.
  static func lengths(of matrix: Tensor) -> [Float] {
    rows(matrix) { row in
      var sum = 0.0
      for c in 0..<row.count { sum += Double(row[c]) * Double(row[c]) }
      return Float(sum.squareRoot())
    }
  }
}
