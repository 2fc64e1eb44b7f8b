import ActiveLearning
import Foundation
import Tensors

/// What scripts/dev/golden-geometry.py wrote, and the rules by which it made its inputs.
struct GoldenGeometry: Decodable {
  struct Clusters: Decodable {
    let labels: [Int]
    let inertia: Double
  }
  struct Table: Decodable {
    let indices: [Int]
    let distances: [Double]
  }
  struct Components: Decodable {
    let components: [Double]
    let variances: [Double]
    let shares: [Double]
    let projected: [Double]
  }
  struct Match: Decodable {
    let match: [Int]
    let cost: Double
  }
  struct Agreement: Decodable {
    let shape: [Int]
    let ari: Double
    let nmi: Double
    let accuracy: Double
    let purity: Double
  }

  let kmeans: [Clusters]
  let euclidean: Table
  let cosine: Table
  let kCenter: [Int]
  let pca: [Components]
  let matching: [Match]
  let agreement: [Agreement]
  let silhouettes: [Double]
  let affinities: [Double]

  static func load() throws -> GoldenGeometry {
    guard let url = Bundle.module.url(forResource: "Fixtures/geometry", withExtension: "json")
    else { throw Failure("golden values", "Fixtures/geometry.json is missing") }
    return try JSONDecoder().decode(GoldenGeometry.self, from: Data(contentsOf: url))
  }
}

/// Points and labels by rule.
enum Ruled {
  /// Numbers in −1..<1, the same for the same seed.
  static func numbers(_ seed: UInt32, count: Int) -> [Float] {
    (0..<count).map { place in
      var x = UInt32(truncatingIfNeeded: place) &* 2_654_435_761 &+ seed &* 0x9E37_79B9
      x = (x ^ (x >> 16)) &* 2_246_822_519
      x = (x ^ (x >> 13)) &* 3_266_489_917
      x ^= x >> 16
      return Float(x >> 8) / 8_388_608 - 1
    }
  }

  static func labels(_ n: Int, groups: Int) -> [Int] { (0..<n).map { $0 * 7 % groups } }

  /// Points around the corners of groups, which are in −3..<3.
  static func points(_ n: Int, _ width: Int, groups: Int, seed: UInt32) throws -> Tensor {
    let corners = numbers(seed + 1, count: groups * width)
    var values = numbers(seed, count: n * width)
    for (row, group) in labels(n, groups: groups).enumerated() {
      for j in 0..<width { values[row * width + j] += 3 * corners[group * width + j] }
    }
    return try Tensor(values, shape: [n, width])
  }

  /// Labels without an order.
  static func scattered(_ n: Int, groups: Int, seed: UInt32) -> [Int] {
    numbers(seed, count: n).map { Int(((Double($0) + 1) / 2 * Double(groups)).rounded(.down)) }
  }
}

/// The plain way, in double precision, that everything fast is compared with.
enum Plain {
  static func rows(_ x: Tensor) -> [[Double]] {
    let (values, width) = (x.values(), x.shape[1])
    return (0..<x.shape[0]).map { row in
      (0..<width).map { Double(values[row * width + $0]) }
    }
  }

  static func distance(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for j in a.indices { sum += (a[j] - b[j]) * (a[j] - b[j]) }
    return sum
  }
}
