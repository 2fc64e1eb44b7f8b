import Tensors

/// The oracle of pictures whose classes nobody has written down: every question goes to the user.
public struct UserAnswers: Oracle {
  private let name: String

  /// Refers to the user for the pictures of this data set.
  /// - Throws: `Failure` where no class is named that an answer could be.
  public init(_ dataset: Dataset) throws {
    guard !dataset.classNames.isEmpty else {
      throw Failure(
        dataset.name, "has neither labels to answer from nor names of classes",
        expected: "dataset.open{ …, classes = { … } } with the names of those to be given")
    }
    name = dataset.name
  }

  /// - Throws: `Failure` where anything is asked.
  public func answer(_ ids: [Int]) throws -> [Int] {
    guard ids.isEmpty else { throw Self.failure(name) }
    return []
  }

  package static func failure(_ name: String) -> Failure {
    Failure(
      name, "has no labels to answer from",
      expected: "your own: s:label(s:query(…), { … }), a class for each image")
  }
}

extension Dataset {
  /// Who answers about these pictures: the labels that came with them, or else the user.
  package var oracle: any Oracle {
    get throws { labels == nil ? try UserAnswers(self) : try GroundTruth(self) }
  }
}
