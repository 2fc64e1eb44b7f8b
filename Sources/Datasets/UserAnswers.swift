import Tensors

/// The oracle of images whose classes nobody has written down: every question goes to the user.
public struct UserAnswers: Oracle {
  private let name: String

  /// Refers to the user for the images of this data set.
  /// - Throws: `Failure` where no class is named that an answer could be.
  public init(_ dataset: Dataset) throws {
    guard !dataset.classNames.isEmpty else {
      throw Failure(
        dataset.name, "has neither labels to answer from nor names of classes",
        expected: "the names of the classes to be given", code: .noClasses)
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
      expected: "the user's own, a class for each image", code: .asksUser)
  }
}

extension Dataset {
  /// Who answers about these images: the labels that came with them, or else the user.
  package var oracle: any Oracle {
    get throws { labels == nil ? try UserAnswers(self) : try GroundTruth(self) }
  }
}
