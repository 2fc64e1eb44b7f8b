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

extension Rule {
  /// Points of near normal noise (sums of four uniform numbers, of variance 1), around the corners of
  /// groups, which lie as far out as noise does; 0 groups: all around 0.
  static func points(_ n: Int, _ width: Int, groups: Int) throws -> Tensor {
    var values = [Float](repeating: 0, count: n * width)
    for part in 0..<4 {
      for (place, value) in numbers("noise \(part)", count: n * width).enumerated() {
        values[place] += value * 0.8660254
      }
    }
    guard groups > 0 else { return try Tensor(values, shape: [n, width]) }
    let corners = numbers("corners", count: groups * width)
    let labels = group(n, groups)
    for row in 0..<n {
      for j in 0..<width { values[row * width + j] += corners[labels[row] * width + j] }
    }
    return try Tensor(values, shape: [n, width])
  }

  /// A group for each of n, without an order.
  static func group(_ n: Int, _ groups: Int) -> [Int] {
    numbers("groups", count: n).map { Int(($0 + 1) / 2 * Float(groups)) % groups }
  }

  /// Rows of positive numbers that sum to 1, some far larger than others.
  static func probabilities(_ n: Int, _ classes: Int) throws -> Tensor {
    var values = numbers("probabilities", count: n * classes)
    for row in 0..<n {
      var sum: Float = 0
      for place in row * classes..<(row + 1) * classes {
        let u = (values[place] + 1) / 2
        let eighth = u * u * u * u * u * u * u * u
        values[place] = eighth + 1e-6
        sum += values[place]
      }
      for place in row * classes..<(row + 1) * classes { values[place] /= sum }
    }
    return try Tensor(values, shape: [n, classes])
  }

  /// Clusters and classes that agree on about half.
  static func labelPairs(_ n: Int, groups: Int) -> ([Int], [Int]) {
    let first = group(n, groups)
    let (dice, other) = (numbers("dice", count: n), numbers("other", count: n))
    let second = (0..<n).map { i in
      dice[i] < 0 ? (first[i] * 7 + 3) % groups : Int((other[i] + 1) / 2 * Float(groups)) % groups
    }
    return (first, second)
  }
}
