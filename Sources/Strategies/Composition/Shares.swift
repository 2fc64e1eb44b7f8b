/// How a number of labels is split up.
package enum Shares {
  /// Whole numbers that sum to `count`, each its weight's share rounded down, and one more for the
  /// largest remainders; what a full place cannot take goes to the others. Ties to the first; a
  /// weight of zero gets some only where no other place has room.
  /// - Parameter capacities: the most that each place takes; nil: no limit.
  /// - Returns: as many numbers as weights; they sum to less than `count` only where the capacities
  ///   do.
  package static func split(_ count: Int, by weights: [Double], capacities: [Int]? = nil) -> [Int] {
    let room = capacities ?? weights.map { _ in count }
    let total = weights.reduce(0, +)
    let exact = weights.map { total > 0 ? Double(count) * $0 / total : 0 }
    // Whole shares stay whole where the division falls a little short of them.
    var result = zip(exact, room).map { min(Int($0 + 1e-9), $1) }
    var rest = count - result.reduce(0, +)
    while rest > 0 {
      let open = weights.indices.filter { result[$0] < room[$0] }
      let wanted = open.filter { weights[$0] > 0 }
      guard
        let next = (wanted.isEmpty ? open : wanted).max(by: {
          (exact[$0] - Double(result[$0]), $1) < (exact[$1] - Double(result[$1]), $0)
        })
      else { break }
      result[next] += 1
      rest -= 1
    }
    return result
  }
}
