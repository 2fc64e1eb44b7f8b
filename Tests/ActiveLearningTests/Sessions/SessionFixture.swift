import ActiveLearning
import Foundation
import Tensors

/// Small sessions on images that a few steps can learn: two classes, bright left or bright right.
enum SessionFixture {
  static func dataset(count: Int = 60, seed: UInt64 = 5) throws -> Dataset {
    var rng = Random(seed: seed, stream: "pictures")
    var bytes: [UInt8] = []
    var labels: [Int] = []
    for row in 0..<count {
      labels.append(row % 2)
      for pixel in 0..<64 {
        let bright = (pixel % 8 < 4) == (row % 2 == 0)
        bytes.append(UInt8((bright ? 150 : 0) + rng.int(below: 100)))
      }
    }
    return try Dataset(
      name: "halves", images: ImageStore(bytes, count: count, shape: [1, 8, 8]), labels: labels,
      classNames: ["left", "right"],
      splits: ["train": Array(0..<count - 10), "test": Array(count - 10..<count)])
  }

  static func session(seed: UInt64 = 1, options: [String: OptionValue] = [:]) throws -> Session {
    var chosen: [String: OptionValue] = ["batch": .integer(10), "refresh": .integer(3)]
    chosen.merge(options) { $1 }
    return try Session(
      SessionSetup(
        dataset: try dataset(), method: try Configuration(CCL.recipe, chosen), initial: 6,
        seed: seed))
  }

  /// A path that does not exist yet.
  static func path() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent(
      "crescent-\(UUID().uuidString)"
    ).path
  }
}

extension Session {
  /// Everything that the next step depends on, to compare bit for bit.
  var bits: [String: [UInt32]] {
    get throws { try learner.state.mapValues { $0.values().map(\.bitPattern) } }
  }
}
