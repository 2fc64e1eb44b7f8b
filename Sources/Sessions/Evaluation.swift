import Geometry
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

  /// The predicted and the true class of each image, in no particular order.
  private var pairs: (predicted: [Int], actual: [Int]) {
    var (predicted, actual) = ([Int](), [Int]())
    for (truth, row) in confusion.enumerated() {
      for (guess, times) in row.enumerated() {
        predicted += Array(repeating: guess, count: times)
        actual += Array(repeating: truth, count: times)
      }
    }
    return (predicted, actual)
  }

  /// ACC of a clustering: the share that is right under the best one-to-one map of what was predicted
  /// to classes. That map is found on these very images, so this says how good the groups are, not
  /// how good the names are; `accuracy` says that.
  public var clusteringAccuracy: Double {
    (try? ClusteringMetrics.accuracy(pairs.predicted, pairs.actual)) ?? .nan
  }

  /// Normalised mutual information with the arithmetic mean; it asks for no names.
  public var normalizedMutualInformation: Double {
    (try? ClusteringMetrics.normalizedMutualInformation(pairs.predicted, pairs.actual)) ?? .nan
  }

  /// The adjusted Rand index; it asks for no names.
  public var adjustedRandIndex: Double {
    (try? ClusteringMetrics.adjustedRandIndex(pairs.predicted, pairs.actual)) ?? .nan
  }
}
