import Foundation
import Tensors

/// What scripts/dev/golden-operations.py wrote about one operation.
struct GoldenOperation: Decodable {
  let inputs: [Stored]
  let output: Stored
  let gradients: [Stored]

  struct Stored: Decodable {
    let shape: [Int]
    let values: Data

    func tensor() throws -> Tensor {
      let bits = stride(from: 0, to: values.count, by: 4).map { start in
        (0..<4).reduce(UInt32(0)) { $0 | UInt32(values[start + $1]) << (8 * $1) }
      }
      return try Tensor(bits.map(Float.init(bitPattern:)), shape: shape)
    }
  }

  static func load() throws -> [String: GoldenOperation] {
    guard let url = Bundle.module.url(forResource: "Fixtures/operations", withExtension: "json")
    else { throw Failure("golden values", "Fixtures/operations.json is missing") }
    return try JSONDecoder().decode([String: GoldenOperation].self, from: Data(contentsOf: url))
  }
}

/// The greatest difference in relation to the greatest value; infinite where shapes differ or
/// something is not a number.
func distance(_ ours: Tensor, _ theirs: Tensor) -> Float {
  guard ours.shape == theirs.shape else { return .infinity }
  let (a, b) = (ours.values(), theirs.values())
  let scale = b.reduce(Float(0)) { max($0, abs($1)) }
  let worst = zip(a, b).reduce(Float(0)) { worst, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(worst, difference)
  }
  return scale > 0 ? worst / scale : worst
}
