import ActiveLearning
import Tensors

/// Numbers that another program can compute, too, so that both sides of a comparison start from the
/// same weights and images; scripts/benchmarks/peers/rule.py is the same rule.
enum Rule {
  /// Numbers in −1..<1, the same for the same name.
  static func numbers(_ name: String, count: Int) -> [Float] {
    let start = name.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    return (0..<count).map { place in
      var x = UInt32(truncatingIfNeeded: place) &* 2_654_435_761 &+ start
      x = (x ^ (x >> 16)) &* 2_246_822_519
      x = (x ^ (x >> 13)) &* 3_266_489_917
      x ^= x >> 16
      return Float(x >> 8) / 8_388_608 - 1
    }
  }

  /// Numbers in −1..<1 under a name.
  static func tensor(_ name: String, _ shape: [Int]) throws -> Tensor {
    try Tensor(numbers(name, count: shape.reduce(1, *)), shape: shape)
  }

  /// Images in 0..<1.
  static func images(_ shape: [Int]) throws -> Tensor {
    let numbers = numbers("images", count: shape.reduce(1, *))
    return try Tensor(numbers.map { ($0 + 1) / 2 }, shape: shape)
  }

  /// A class of ten for each image.
  static func labels(_ count: Int) -> [Int] { (0..<count).map { ($0 * 7 + 3) % 10 } }

  /// Sets every parameter by its name: weights uniform in ±√(6/fan in), which keeps the variance
  /// through ReLU (He et al. 2015), scales near 1, biases and running statistics near their start.
  static func fill(_ parameters: [NamedParameter]) throws {
    for named in parameters {
      let shape = named.parameter.value.shape
      let u = numbers(named.name, count: shape.reduce(1, *))
      let fan = Float(shape.dropFirst().reduce(1, *))
      let last = named.name.split(separator: ".").last ?? ""
      let values: [Float]
      switch last {
      case "running_var": values = u.map { 1 + 0.5 * $0 }
      case "weight" where shape.count == 1: values = u.map { 1 + 0.2 * $0 }
      case "weight":
        let bound = (6 / fan).squareRoot()
        values = u.map { bound * $0 }
      default: values = u.map { 0.1 * $0 }
      }
      named.parameter.value = try Tensor(values, shape: shape)
    }
  }
}
