/// What a session was at one point in time, as it is kept: the value, and where the rest of it is. A commit
/// never changes; its name is the digest of its file. With its parents it is the session's history.
struct Commit: Codable, Equatable {
  /// The commit that it went on from; nil for the first.
  let parent: String?
  /// Seconds since 1970.
  let time: Int
  /// What was done since the parent, oldest first.
  let actions: [String]
  let state: SessionState
  /// Closed rounds, in order.
  let rounds: [StoredObject]
  /// Which rows of the journal its answers are.
  let answers: RowRanges
  /// Tensors by what they are: `learner`, and those of other points in time.
  let tensors: [String: StoredObject]
}

/// How the manifest lists a commit: its file, and which objects it needs, so that what no commit needs
/// any more is found without reading them all.
struct CommitEntry: Codable, Equatable {
  let object: StoredObject
  let parent: String?
  /// The number of the round that was going on.
  let round: Int
  /// Files that it needs, rounds and tensors.
  let needs: [StoredObject]

  var name: String { object.sha256 }
}

/// Rows of the journal, in order, as few ranges as there are.
struct RowRanges: Codable, Equatable {
  /// First row and count of each.
  private(set) var ranges: [[Int]] = []

  var count: Int { ranges.reduce(0) { $0 + $1[1] } }

  /// Every row, in order.
  var rows: [Int] { ranges.flatMap { $0[0]..<$0[0] + $0[1] } }

  mutating func append(_ rows: Range<Int>) {
    guard !rows.isEmpty else { return }
    if let last = ranges.last, last[0] + last[1] == rows.lowerBound {
      ranges[ranges.count - 1][1] += rows.count
    } else {
      ranges.append([rows.lowerBound, rows.count])
    }
  }

  /// Whether these are rows of a journal of `count`.
  func isWithin(_ count: Int) -> Bool {
    ranges.allSatisfy {
      $0.count == 2 && $0[0] >= 0 && $0[1] > 0 && $0[0] <= count && $0[1] <= count - $0[0]
    }
  }
}
