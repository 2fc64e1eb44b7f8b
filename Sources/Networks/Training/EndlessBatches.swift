import Tensors

/// Mini-batches without end: every id once in an order drawn anew, then again.
///
/// What is left over at the end of an order and fills no batch is left out; another rest is, each
/// time. Fewer ids than a batch has are one batch.
package struct EndlessBatches {
  private let ids: [Int]
  private let size: Int
  /// The stream that orders are drawn from.
  private let stream: String
  private var order: [Int] = []
  private var cursor = 0

  /// - Parameter ids: where there are none, batches are empty.
  package init(_ ids: [Int], size: Int, stream: String) {
    self.ids = ids
    self.size = max(min(size, ids.count), 1)
    self.stream = stream
  }

  package mutating func next(_ streams: inout Streams) -> [Int] {
    if cursor + size > order.count {
      order = streams[stream].permutation(ids.count)
      cursor = 0
    }
    defer { cursor += size }
    return order[cursor..<min(cursor + size, order.count)].map { ids[$0] }
  }
}
