/// Finds what a mistyped name may have meant.
enum Spelling {
  /// The candidate with the fewest edits, where these are few for the length of `name`.
  static func nearest(to name: String, among candidates: [String]) -> String? {
    let limit = max(1, name.count / 3)
    guard name.count <= 60 else { return nil }
    let scored = candidates.map { (edits: distance(name, $0), name: $0) }
      .filter { $0.edits <= limit }
    return scored.min { ($0.edits, $0.name) < ($1.edits, $1.name) }?.name
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`.
  /// - Source: optimal string alignment, Damerau 1964.
  static func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a.lowercased()), b = Array(b.lowercased())
    var older: [Int] = []
    var previous = Array(0...b.count)
    for i in 0..<a.count {
      var current = [i + 1]
      for j in 0..<b.count {
        var best = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, older[j - 1] + 1) }
        current.append(best)
      }
      (older, previous) = (previous, current)
    }
    return previous[b.count]
  }
}
