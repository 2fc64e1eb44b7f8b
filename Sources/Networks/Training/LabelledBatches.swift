import Tensors

/// Mini-batches of the labelled images; every image once an epoch.
///
/// A last batch that is not full is used as it is, as PyTorch's loaders do; of a single image it is
/// left out, since batch-norm has nothing to compare it with.
package struct LabelledBatches {
  private let ids: [Int]
  private let size: Int
  private var order: [Int]

  /// - Parameter labels: id → class, not empty.
  package init(_ labels: [Int: Int], size: Int) {
    ids = labels.keys.sorted()
    self.size = min(size, ids.count)
    order = Array(ids.indices)
  }

  package var stepsPerEpoch: Int {
    let (full, rest) = ids.count.quotientAndRemainder(dividingBy: size)
    return rest > 1 ? full + 1 : full
  }

  /// Draws an epoch's order.
  package mutating func shuffle(_ streams: inout Streams) {
    order = streams["shuffle"].permutation(ids.count)
  }

  /// The ids of a step, from 1 on.
  package subscript(step: Int) -> [Int] {
    order[(step - 1) * size..<min(step * size, order.count)].map { ids[$0] }
  }
}
