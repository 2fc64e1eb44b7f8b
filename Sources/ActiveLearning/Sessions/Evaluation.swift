import Tensors

/// How right a model is on images whose labels it never saw.
public struct Evaluation: Codable, Equatable, Sendable {
  /// Which images: `validation` or `test`.
  public let split: String
  public let count: Int
  /// Correct divided by count.
  public let accuracy: Double
  /// `confusion[actual][predicted]`, counts.
  public let confusion: [[Int]]

  /// - Shape: `predicted` and `actual` are as long as each other, classes in 0..<classes.
  public init(split: String, predicted: [Int], actual: [Int], classes: Int) {
    var confusion = Array(repeating: Array(repeating: 0, count: classes), count: classes)
    for (guess, truth) in zip(predicted, actual) { confusion[truth][guess] += 1 }
    let correct = confusion.indices.reduce(0) { $0 + confusion[$1][$1] }
    self.split = split
    self.confusion = confusion
    count = actual.count
    accuracy = actual.isEmpty ? .nan : Double(correct) / Double(actual.count)
  }

  /// The share found of each class (recall); nil for a class without images.
  public var recalls: [Double?] {
    confusion.enumerated().map { label, row in
      let total = row.reduce(0, +)
      return total == 0 ? nil : Double(row[label]) / Double(total)
    }
  }
}
