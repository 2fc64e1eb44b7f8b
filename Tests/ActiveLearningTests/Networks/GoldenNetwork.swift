import ActiveLearning
import Foundation
import Tensors

/// What scripts/dev/golden-networks.py wrote about one network.
struct GoldenNetwork: Decodable {
  let recipe: String
  let options: [String: OptionValue]
  let shape: [Int]
  let classes: Int
  let batch: Int
  let salt: Int
  /// The loss, and how far PyTorch's own single precision is off.
  let loss: [Double]
  /// By name: norm, three values, the error of PyTorch's single precision.
  let gradients: [String: [Double]]
  let statistics: [String: [Double]]
  let logits: [Float]
  let logitsAfter: [Float]
  /// The errors of PyTorch's single precision in both.
  let logitsRounding: [Double]

  private enum CodingKeys: String, CodingKey {
    case recipe, options, shape, classes, batch, salt, loss, gradients, statistics, logits
    case logitsAfter = "logits after"
    case logitsRounding = "logits rounding"
  }

  static func load() throws -> [String: GoldenNetwork] {
    try decode("networks.json")
  }

  /// A JSON file beside the tests.
  static func decode<T: Decodable>(_ name: String) throws -> T {
    let data = try Data(contentsOf: URL(fileURLWithPath: TestData.fixture(name)))
    return try JSONDecoder().decode(T.self, from: data)
  }

  /// The network with its weights by rule.
  func network() throws -> any Classifier {
    var rng = Random(seed: 1, stream: "weights")
    let network = try Configuration(NetworkCatalogue.all.recipe(named: recipe), options).product
      .makeClassifier(inputShape: shape, classes: classes, using: &rng)
    for named in network.parameters {
      named.parameter.value = try Rule.tensor(
        named.name, named.parameter.value.shape, salt: salt)
    }
    return network
  }

  func images() throws -> Tensor { try Rule.tensor("images", [batch] + shape, salt: salt) }

  var labels: [Int] { (0..<batch).map { ($0 * 7 + 1) % classes } }

  /// Where of a tensor of so many numbers values are kept.
  static func positions(_ count: Int) -> [Int] { (0..<3).map { ($0 * 7919 + 13) % count } }
}

/// Numbers by rule from names, as in golden-networks.py.
enum Rule {
  static func tensor(_ name: String, _ shape: [Int], salt: Int) throws -> Tensor {
    let kind = name.split(separator: ".").last ?? ""
    var (factor, offset): (Float, Float) = (0.25, 0)
    if kind == "weight", shape.count > 1 {
      factor = (6 / Float(shape.dropFirst().reduce(1, *))).squareRoot()
    } else if kind == "images" {
      factor = 1
    } else if kind == "weight" || kind == "running_var" {
      offset = 1
    } else if kind == "layer_scale" {
      offset = 0.5
    }
    let seed = "\(salt) \(name)".utf8.reduce(0x811C_9DC5 as UInt32) {
      ($0 ^ UInt32($1)) &* 0x0100_0193
    }
    var tensor = try Tensor.zeros(shape)
    try tensor.withMutableValues { values in
      for i in values.indices {
        var x = UInt32(truncatingIfNeeded: i) &* 0x9E37_79B1 &+ seed
        x = (x ^ x >> 16) &* 0x21F0_AAAD
        x = (x ^ x >> 15) &* 0xD35A_2D97
        x ^= x >> 15
        values[i] = (Float(x >> 8) * 0x1p-23 - 1) * factor + offset
      }
    }
    return tensor
  }
}
