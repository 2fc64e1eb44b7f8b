/// How scores of different units become comparable.
public enum ScoreScaling: String, CaseIterable, Sendable {
  /// As they are.
  case none
  /// The lowest of the pool is 0, the highest 1; 1 for all where they are equal.
  case minMax = "min_max"
  /// The share of the other images that score lower, equal ones counting half.
  case rank

  func scale(_ scores: [Float]) -> [Double] {
    switch self {
    case .none: return scores.map { Double($0) }
    case .minMax:
      guard let low = scores.min(), let high = scores.max() else { return [] }
      let range = Double(high) - Double(low)
      return scores.map { range > 0 ? (Double($0) - Double(low)) / range : 1 }
    case .rank: return Self.ranks(of: scores)
    }
  }

  func name(of score: String) -> String {
    switch self {
    case .none: score
    case .minMax: "scaled \(score)"
    case .rank: "rank of \(score)"
    }
  }

  private static func ranks(of scores: [Float]) -> [Double] {
    guard scores.count > 1 else { return scores.map { _ in 1 } }
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var ranks = [Double](repeating: 0, count: scores.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
      let rank = (Double(start) + Double(end - start - 1) / 2) / Double(scores.count - 1)
      for place in start..<end { ranks[order[place]] = rank }
      start = end
    }
    return ranks
  }
}
