import Tensors

/// Mini-batches of one size; what is left over and fills none is left out, another rest each epoch.
package struct FullBatches {
  private let ids: [Int]
  private let size: Int

  /// - Parameter size: fewer ids than that are one batch.
  package init(_ ids: [Int], size: Int) {
    self.ids = ids
    self.size = max(min(size, ids.count), 1)
  }

  /// An epoch's batches, in an order drawn anew.
  package func shuffled(_ streams: inout Streams) -> [[Int]] {
    let order = streams["shuffle"].permutation(ids.count)
    return (0..<ids.count / size).map { step in
      order[step * size..<(step + 1) * size].map { ids[$0] }
    }
  }
}
