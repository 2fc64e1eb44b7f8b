import ActiveLearning
import Foundation
import Tensors
import TestSupport
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

  /// Numbers of scripts/dev/golden-published.py, made on the data of `../shared/datasets`, laid out as
  /// downloads: CIFAR-10 there is made from a JPEG copy, EuroSAT and Tiny-ImageNet are parts.
  private static let golden: [(String, String, Int, UInt, UInt)] = [
    ("cifar10", "cifar-10-batches-bin/test_batch.bin", 60000, 0xD08A_10B7, 0x0FEE_218F),
    ("usps", "usps.h5", 9298, 0xE538_C4A7, 0x9EDB_7FA2),
    ("usps-libsvm", "usps.t.bz2", 9298, 0xE538_C4A7, 0x9EDB_7FA2),
    ("eurosat", "EuroSAT_RGB/SeaLake", 5400, 0xD2F2_40B0, 0x2BB1_AE30),
    ("tiny-imagenet", "tiny-imagenet-20/wnids.txt", 11000, 0x24AA_9460, 0xC3A3_5209),
  ]

  @Test(arguments: golden.indices)
  func everyByteIsThatOfPeers(index: Int) throws {
    let (name, file, count, pixels, classes) = Self.golden[index]
    guard let root = TestData.published(name == "usps-libsvm" ? "usps" : name, file: file) else {
      print("skipped: \(name) is not in CRESCENT_DATASETS")
      return
    }
    let locator = DatasetLocator(root: root, environment: [:], home: TestData.root)
    let cache = try TemporaryFolder()
    let catalogue = DatasetCatalogue(locator)
    // Without a cache, then into it, then from it.
    for stage in ["read", "cached", "mapped"] {
      let dataset = try catalogue.load(
        name,
        cache: stage == "read"
          ? nil : ImageCache(environment: ["CRESCENT_CACHE": cache.path]))
      #expect(dataset.images.count == count, "\(name) \(stage)")
      #expect(
        CRC32.of((0..<count).lazy.map { (try? dataset.images.image($0)) ?? [] }) == pixels,
        "\(name) \(stage)")
      let labels = ArraySlice((dataset.labels ?? []).map { UInt8($0) })
      #expect(CRC32.of([labels]) == classes, "\(name) \(stage)")
      #expect(
        dataset.images.isInFile == (stage != "read" && count * dataset.images.stride > 4 << 20))
    }
  }

  @Test func normalisationIsThatOfTheTrainingSplit() throws {
    var checked = 0
    for entry in TestData.catalogue.entries {
      guard let stated = entry.manifest.normalisation else { continue }
      let file = entry.manifest.parts.flatMap(\.files.values).map(\.name).sorted().first ?? ""
      let folder = entry.manifest.folders[0]
      guard
        let root = entry.manifest.name == "digits"
          ? TestData.root + "/datasets" : TestData.published(folder, file: file)
      else { continue }
      let locator = DatasetLocator(root: root, environment: [:], home: TestData.root)
      let scaling = try DatasetCatalogue(locator).load(entry.manifest.name).standardised().scaling
      guard case .standardised(let mean, let deviation) = scaling else { continue }
      // Stated to six places.
      #expect(
        zip(stated.mean, mean).allSatisfy { abs($0 - Double($1)) < 6e-7 }, "\(entry.manifest.name)")
      #expect(
        zip(stated.deviation, deviation).allSatisfy { abs($0 - Double($1)) < 6e-7 },
        "\(entry.manifest.name)")
      checked += 1
    }
    #expect(checked >= 1)
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
