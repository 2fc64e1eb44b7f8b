import Queries
import Tensors

/// Pairs of images of one class or of two: those that were asked about, and for each labelled image
/// one partner of its class and one of another, drawn anew each epoch.
struct PairBatches {
  private let constraints: [PairConstraint]
  private let labelled: [(id: Int, label: Int)]
  private let classes: [Int: [Int]]
  private let size: Int
  private var pairs: [PairConstraint] = []
  private var cursor = 0

  /// - Throws: a `Failure` where nothing is known of any pair.
  init(_ data: TrainingData, size: Int, who: String) throws {
    constraints = data.constraints
    labelled = data.labels.sorted { $0.key < $1.key }.map { (id: $0.key, label: $0.value) }
    classes = Dictionary(grouping: labelled, by: \.label).mapValues { $0.map(\.id) }
    self.size = size
    guard !constraints.isEmpty || labelled.count >= 2 else {
      throw Failure(
        who, "no pairs to learn from", expected: "answers about pairs, or two labels or more")
    }
  }

  /// Of the images in pairs of an epoch, as many steps as fill batches.
  var stepsPerEpoch: Int {
    let count = constraints.count + labelled.count * (classes.count > 1 ? 2 : 1)
    return max((count + size - 1) / size, 1)
  }

  /// Draws an epoch's partners and order.
  mutating func shuffle(_ streams: inout Streams) {
    pairs = constraints
    for (id, label) in labelled {
      let same = classes[label] ?? []
      if same.count > 1 {
        // Any but itself: the last one stands in for it.
        let draw = streams["pairs"].int(below: same.count - 1)
        pairs.append(
          PairConstraint(id, same[draw] == id ? same[same.count - 1] : same[draw], isSame: true))
      }
      let others = labelled.count - same.count
      if others > 0 {
        var draw = streams["pairs"].int(below: others)
        for (other, ids) in classes.sorted(by: { $0.key < $1.key }) where other != label {
          if draw < ids.count {
            pairs.append(PairConstraint(id, ids[draw], isSame: false))
            break
          }
          draw -= ids.count
        }
      }
    }
    streams["pairs"].shuffle(&pairs)
    cursor = 0
  }

  /// The next pairs; a new epoch begins where one is through.
  mutating func next(_ streams: inout Streams) -> [PairConstraint] {
    if cursor >= pairs.count { shuffle(&streams) }
    defer { cursor += size }
    return Array(pairs[cursor..<min(cursor + size, pairs.count)])
  }
}
