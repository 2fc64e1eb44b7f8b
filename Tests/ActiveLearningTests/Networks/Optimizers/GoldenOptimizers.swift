import ActiveLearning
import Foundation
import Tensors

/// What scripts/dev/golden-optimizers.py wrote, and the rule by which it made its numbers.
struct GoldenOptimizers: Decodable {
  let optimizers: [String: [Double]]
  let schedules: [String: [Double]]
  let clipping: [String: [Double]]
  let averages: [String: [Double]]

  static let shapes = [[3, 5], [4]]
  static let steps = 6

  static func load() throws -> GoldenOptimizers {
    guard let url = Bundle.module.url(forResource: "Fixtures/optimizers", withExtension: "json")
    else { throw Failure("golden values", "Fixtures/optimizers.json is missing") }
    return try JSONDecoder().decode(GoldenOptimizers.self, from: Data(contentsOf: url))
  }

  static func values(_ k: Int, _ shape: [Int]) throws -> Tensor {
    let numbers = (0..<shape.reduce(1, *)).map {
      Float(Double(($0 * 7919 + k * 104729) % 2039 - 1019) / 1019)
    }
    return try Tensor(numbers, shape: shape)
  }

  static func start() throws -> [NamedParameter] {
    try shapes.enumerated().map {
      NamedParameter("p\($0.offset)", Parameter(try values($0.offset, $0.element)))
    }
  }

  /// Of step 1, 2, ….
  static func gradients(_ step: Int) throws -> [Tensor] {
    try shapes.enumerated().map { try values(10 * step + $0.offset, $0.element) }
  }
}

/// The greatest difference; infinite where the numbers of values differ or one is not a number.
func greatestDifference(_ ours: [Float], _ theirs: [Double]) -> Double {
  guard ours.count == theirs.count else { return .infinity }
  return zip(ours, theirs).reduce(0) { worst, pair in
    let difference = abs(Double(pair.0) - pair.1)
    return difference.isNaN ? .infinity : max(worst, difference)
  }
}
