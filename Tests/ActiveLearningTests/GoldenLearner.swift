import ActiveLearning
import Foundation
import Tensors
import Testing

/// What scripts/dev/golden-learners.py wrote about one network.
struct GoldenLearner: Decodable {
  /// The name and the shape of each trained parameter, in order.
  let parameters: [Description]
  let outputs: [String: [Float]]
  /// Of each step: the total, then its terms.
  let losses: [[Double]]
  /// After the steps: places and values.
  let learned: [String: [[Double]]]
  /// The same of the discriminator.
  let others: [Description]?
  let otherLosses: [[Double]]?
  let otherLearned: [String: [[Double]]]?

  struct Description: Decodable {
    let name: String
    let shape: [Int]

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      name = try list.decode(String.self)
      shape = try list.decode([Int].self)
    }
  }

  static func load(_ name: String) throws -> GoldenLearner {
    let data = try Data(contentsOf: URL(fileURLWithPath: TestData.fixture("learners.json")))
    return try #require(try JSONDecoder().decode([String: GoldenLearner].self, from: data)[name])
  }

  // MARK: The rule of the script

  static func values(_ k: Int, _ shape: [Int], scale: Float? = nil) throws -> Tensor {
    let fan = shape.dropFirst().reduce(1, *)
    let scale = scale ?? (shape.count > 1 ? Float((4 / Double(fan)).squareRoot()) : 0.1)
    let unit = (0..<2039).map { Float(Double($0 - 1019) / 1019) * scale }
    return try Tensor(
      (0..<shape.reduce(1, *)).map { unit[($0 * 7919 + k * 104729) % 2039] }, shape: shape)
  }

  static func images(_ k: Int, _ shape: [Int]) throws -> Tensor {
    try values(k, shape, scale: 0.5) + 0.5
  }

  /// Fills parameters, which must be those of PyTorch's network by name, shape and order.
  static func fill(_ parameters: [NamedParameter], as expected: [Description]) throws {
    #expect(parameters.map(\.name) == expected.map(\.name))
    #expect(parameters.map(\.parameter.value.shape) == expected.map(\.shape))
    for (k, named) in parameters.enumerated() {
      let value = try values(k, named.parameter.value.shape)
      let isNorm = named.name.contains("norm") && named.name.hasSuffix("weight")
      named.parameter.value = try isNorm ? value + 1 : value
    }
  }

  // MARK: Comparison

  /// The first values of an output, in relation to the greatest of them.
  func expect(_ tensor: Tensor, _ name: String, _ tolerance: Float) {
    guard let expected = outputs[name] else {
      Issue.record("no golden output \(name)")
      return
    }
    let scale = expected.map(abs).max() ?? 0
    let worst = zip(tensor.values(), expected).map { abs($0 - $1) }.max() ?? .infinity
    #expect(
      tensor.count >= expected.count && worst <= tolerance * scale, "\(name): \(worst) of \(scale)")
  }

  static func expect(_ terms: [LossTerm], _ expected: [Double], within tolerance: Double) {
    #expect(terms.map(\.value).count == expected.count)
    for (term, value) in zip(terms, expected) {
      #expect(
        abs(term.value - value) <= tolerance * abs(value), "\(term.name): \(term.value), \(value)")
    }
  }

  /// What the steps made of weights.
  /// - Parameter moved: how far the steps may have moved a weight, for Adam; nil to compare with how
  ///   far they did.
  func expectLearned(
    _ parameters: [NamedParameter], _ learned: [String: [[Double]]], moved: Double?
  ) {
    var compared = 0
    for (k, named) in parameters.enumerated() {
      guard let samples = learned[named.name], !samples.isEmpty,
        let start = try? Self.values(k, named.parameter.value.shape).values()
      else { continue }
      let isNorm = named.name.contains("norm") && named.name.hasSuffix("weight")
      let values = named.parameter.value.values()
      for sample in samples {
        let place = Int(sample[0])
        let distance = moved ?? abs(sample[1] - Double(start[place]) - (isNorm ? 1 : 0))
        // The weight itself is rounded to single precision in each of the two steps. Adam divides by
        // the size of the gradient, so that rounding in sums of thousands of terms that nearly
        // cancel moves single weights by hundredths: by less than one with oneDNN 2, whose order of
        // sums is nearer to PyTorch's, by up to two with oneDNN 3.
        let share = Engine.description.hasPrefix("oneDNN 2") ? 1e-2 : 3e-2
        let tolerance = share * distance + 3 * 0x1p-24 * abs(sample[1])
        #expect(
          abs(Double(values[place]) - sample[1]) <= tolerance,
          "\(named.name)[\(place)]: \(values[place]), \(sample[1])")
        compared += 1
      }
    }
    #expect(compared >= 10)
  }
}
