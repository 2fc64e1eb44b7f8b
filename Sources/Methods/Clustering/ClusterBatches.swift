import Tensors

/// Mini-batches of which a fixed share is drawn, with replacement, from the labelled images and the
/// rest comes from all images in shuffled order.
///
/// An epoch has as many steps as all images fill batches.
struct ClusterBatches {
  private let count: Int
  private let labelledPositions: [Int]
  private let labelledSize: Int
  private let otherSize: Int
  private var order: [Int] = []
  private var cursor = 0

  let stepsPerEpoch: Int

  init(_ data: TrainingData, size: Int, labelledShare: Double) {
    count = data.ids.count
    labelledPositions = data.ids.indices.filter { data.labels[data.ids[$0]] != nil }
    let size = min(size, count)
    labelledSize =
      labelledPositions.isEmpty ? 0 : CountShare(labelledShare).most(of: size)
    otherSize = size - labelledSize
    stepsPerEpoch = max(count / max(size, 1), 1)
  }

  /// Draws the epoch's order.
  mutating func shuffle(_ streams: inout Streams) {
    order = streams["shuffle"].permutation(count)
    cursor = 0
  }

  /// Positions, in the list of ids, of the next batch.
  mutating func next(_ streams: inout Streams) -> [Int] {
    var positions = (0..<labelledSize).map { _ in
      labelledPositions[streams["labelled batch"].int(below: labelledPositions.count)]
    }
    for _ in 0..<otherSize {
      if cursor == order.count { cursor = 0 }
      positions.append(order[cursor])
      cursor += 1
    }
    return positions
  }
}
