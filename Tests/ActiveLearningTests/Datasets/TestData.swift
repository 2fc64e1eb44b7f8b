import ActiveLearning
import Foundation

/// Where the data of the tests is.
enum TestData {
  /// The root of the checkout.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// The embedded data sets.
  static let catalogue = DatasetCatalogue(DatasetLocator(environment: [:], home: root))

  /// The folder with the published files of larger sets, where this machine has one: that of
  /// CRESCENT_DATASETS, or `shared/datasets` beside or above the checkout.
  static func published(
    _ name: String, file: String = "train-images-idx3-ubyte.gz"
  ) -> String? {
    let named = (ProcessInfo.processInfo.environment["CRESCENT_DATASETS"] ?? "").split(
      separator: ":"
    ).map(String.init)
    let near = ["\(root)/../shared/datasets", "\(root)/shared/datasets"]
    return (named + near).first {
      FileManager.default.fileExists(atPath: "\($0)/\(name)/\(file)")
    }
  }

  static func fixture(_ name: String) -> String {
    "\(root)/Tests/ActiveLearningTests/Fixtures/\(name)"
  }
}
