/// The error for a name that is not known: lists the known ones, and names the nearest.
package enum UnknownName {
  /// As in `dataset: no data set "mnits", did you mean "mnist"? (expected digits, fashion-mnist, mnist)`.
  package static func failure(
    _ who: String, _ kind: String, _ name: String, known: [String]
  ) -> Failure {
    let name = name.count > 60 ? name.prefix(57) + "…" : name
    let hint = nearest(to: name, among: known).map { ", did you mean \"\($0)\"?" } ?? ""
    return Failure(
      who, "no \(kind) \"\(name)\"\(hint)",
      expected: known.isEmpty ? "none is known" : known.joined(separator: ", "),
      code: .unknownName)
  }

  /// The known name with the smallest edit distance, where that is at most a third of its length
  /// (but 1 for short names); the first among equals.
  package static func nearest(to name: String, among known: [String]) -> String? {
    guard name.utf8.count <= 200 else { return nil }
    let ranked = known.map { ($0, distance(name.lowercased(), $0.lowercased())) }
    guard let best = ranked.min(by: { $0.1 < $1.1 }) else { return nil }
    return best.1 <= max(1, best.0.count / 3) ? best.0 : nil
  }

  /// Optimal string alignment: insertions, deletions, substitutions, swaps of neighbours.
  private static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var (older, old) = ([Int](), Array(0...b.count))
    for i in 0..<a.count {
      var new = [i + 1]
      for j in 0..<b.count {
        var cost = min(old[j + 1] + 1, new[j] + 1, old[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, older[j - 1] + 1) }
        new.append(cost)
      }
      (older, old) = (old, new)
    }
    return old[b.count]
  }
}
