import ActiveLearning
import Foundation
import Tensors
import Testing

/// The whole published files, where this machine has them.
@Suite struct PublishedDataTests {
  @Test(arguments: [
    ("mnist", [5, 0, 4, 1, 9], 33.3184), ("fashion-mnist", [9, 0, 0, 3, 0], 72.9404),
  ])
  func publishedFilesAreReadWhole(name: String, firstLabels: [Int], meanByte: Double) throws {
    guard let root = TestData.published(name) else {
      print("skipped: \(name) is neither in CRESCENT_DATASETS nor in ../shared/datasets")
      return
    }
    let locator = DatasetLocator(root: root, environment: [:], home: TestData.root)
    let dataset = try DatasetCatalogue(locator).load(name)
    #expect(
      dataset.description
        == "\(name): 70000 images of 28×28×1 in 10 classes (60000 train, 10000 test)")
    #expect(dataset.labels?.prefix(5) == firstLabels[...])
    guard case .standardised(let mean, _) = try dataset.standardised().scaling else {
      Issue.record("not standardised")
      return
    }
    // Means of the training bytes by NumPy, to four places.
    #expect(abs(Double(mean[0]) * 255 - meanByte) < 1e-4)
    try checksumsHold(DatasetCatalogue(locator).manifest(name), in: "\(root)/\(name)")
  }

  private func checksumsHold(_ manifest: DatasetManifest, in folder: String) throws {
    for file in manifest.parts.flatMap(\.files.values) {
      let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file.name)")))
      var digest = SHA256()
      digest.update(bytes.span)
      #expect(digest.finish() == file.sha256, "\(file.name)")
    }
  }
}
