import Tensors

/// Numbers that tell what a data set is like.
public struct DatasetStatistics: Sendable {
  /// How many images there are.
  public let count: Int
  /// Channels, height, width.
  public let shape: [Int]
  /// Mean of each channel over all these images, 0 to 1.
  public let mean: [Double]
  /// Deviation of each channel, 0 to 1.
  public let deviation: [Double]
  /// Least and largest byte.
  public let range: ClosedRange<Int>
  /// The names of the classes; empty where they are not known.
  public let classes: [String]
  /// How many images each class has.
  public let classCounts: [Int]
  /// The same, split by split.
  public let splitCounts: [(split: String, total: Int, classes: [Int])]

  /// The largest class' size over the smallest's that has any; nil without classes.
  public var imbalance: Double? {
    let counts = classCounts.filter { $0 > 0 }
    guard let least = counts.min(), let most = counts.max() else { return nil }
    return Double(most) / Double(least)
  }
}

extension Dataset {
  /// Statistics of one split, or of all images.
  /// - Throws: `Failure` where there is no such split, or no image in it.
  public func statistics(split: String? = nil) throws -> DatasetStatistics {
    let ids = try split.map { try self.split($0) } ?? Array(0..<images.count)
    guard !ids.isEmpty else { throw Failure("\(name): statistics", "there are no images") }
    let (totals, least, largest) = try images.summary(of: ids)
    let (mean, deviation) = Scaling.moments(
      totals, count: ids.count * images.height * images.width, maximum: pixelMaximum)
    let classes = labels == nil ? [] : classNames
    func counts(_ ids: [Int]) -> [Int] {
      var counts = [Int](repeating: 0, count: classes.count)
      if let labels { for id in ids { counts[labels[id]] += 1 } }
      return counts
    }
    return DatasetStatistics(
      count: ids.count, shape: images.shape, mean: mean,
      deviation: deviation, range: Int(least)...Int(largest),
      classes: classes, classCounts: counts(ids),
      splitCounts: try splitNames.map { name in
        let ids = try self.split(name)
        return (name, ids.count, counts(ids))
      })
  }

  /// The ids of a class, of a split, or of both, ascending.
  /// - Throws: `Failure` where there is no such split, or classes are not known.
  public func find(label: Int? = nil, split: String? = nil) throws -> [Int] {
    let ids = try split.map { try self.split($0) } ?? Array(0..<images.count)
    guard let label else { return ids.sorted() }
    guard let labels else {
      throw Failure("\(name): find", "the classes are not known", code: .noLabels)
    }
    guard classNames.indices ~= label else {
      throw Failure(
        "\(name): find", "no such class", expected: "\(indicesBelow: classNames.count)",
        got: "\(index: label)", code: .outOfRange)
    }
    return ids.filter { labels[$0] == label }.sorted()
  }
}
