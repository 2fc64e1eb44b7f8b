import Tensors

/// Who answers a query: the ground truth, a person, a function; the only reader of hidden labels.
public protocol Oracle {
  /// The class of each of these images, in their order.
  func answer(_ ids: [Int]) throws -> [Int]
}

extension Oracle {
  /// The class that the largest part of these images has, where that part is large enough.
  /// - Parameter purity: the share of `ids` that must be of one class; compared in counts, so that 55 of 100
  ///   are 0.55.
  /// - Returns: the class, the lowest of equals; nil where no class is large enough.
  /// - Source: Perez, Lebret & Aberer 2018, §3: one interaction labels the cluster or refuses.
  public func answer(cluster ids: [Int], purity: Double) throws -> Int? {
    var counts: [Int: Int] = [:]
    for label in try answer(ids) { counts[label, default: 0] += 1 }
    let largest = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
    guard let largest, CountShare(purity).isReached(by: largest.value, of: ids.count) else {
      return nil
    }
    return largest.key
  }

  /// Whether two images are of the same class.
  public func answer(pair first: Int, _ second: Int) throws -> Bool {
    let labels = try answer([first, second])
    return labels[0] == labels[1]
  }
}
