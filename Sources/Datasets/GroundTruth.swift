import Tensors

/// The oracle that is always right: it reads the labels that came with the data.
public struct GroundTruth: Oracle {
  private let labels: [Int]

  /// Answers for the images of this data set.
  /// - Throws: `Failure` where it has no labels.
  public init(_ dataset: Dataset) throws {
    guard let labels = dataset.labels else {
      throw Failure(dataset.name, "has no labels to answer from", code: .noLabels)
    }
    self.labels = labels
  }

  /// The class of each of these images.
  /// - Throws: `Failure` where one is not there.
  public func answer(_ ids: [Int]) throws -> [Int] {
    try ids.map { id in
      guard labels.indices ~= id else {
        throw Failure(
          "oracle", "no image \(index: id)", expected: "an id of \(indicesBelow: labels.count)",
          code: .outOfRange)
      }
      return labels[id]
    }
  }
}
