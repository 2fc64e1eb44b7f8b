/// As few batches of nearly the same size as there can be.
package enum EvenBatches {
  /// - Parameter size: of the smallest, at least 2, where there are so many ids; the largest has less
  ///   than twice as many.
  package static func of(_ ids: [Int], size: Int) -> [[Int]] {
    let count = max(ids.count / max(size, 2), 1)
    return (0..<count).map { Array(ids[$0 * ids.count / count..<($0 + 1) * ids.count / count]) }
  }
}
