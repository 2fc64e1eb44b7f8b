import ActiveLearning
import Foundation
import Tensors
import TestSupport
import Testing

/// Damaged files of every form: each must be read or refused, whatever its bytes are. A trap, a hang or
/// an absurd use of memory would end the test run.
@Suite struct DecoderFuzzTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func fixture(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: TestData.fixture("datasets/\(name)"))))
  }

  /// A damaged copy: flipped bits, a cut, a stretch of other bytes, or a piece of itself elsewhere.
  private func damaged(_ bytes: [UInt8], using rng: inout Random) -> [UInt8] {
    var copy = bytes
    guard !copy.isEmpty else { return copy }
    switch rng.int(below: 5) {
    case 0: copy[rng.int(below: copy.count)] ^= UInt8(1 << rng.int(below: 8))
    case 1: copy.removeLast(rng.int(below: copy.count))
    case 2:
      for _ in 0..<8 { copy[rng.int(below: copy.count)] = UInt8(rng.int(below: 256)) }
    case 3:
      // Heads are where the harm is.
      copy[rng.int(below: min(copy.count, 128))] = [0, 0xFF, 0x7F, 0x80][rng.int(below: 4)]
    default:
      let length = 1 + rng.int(below: min(64, copy.count))
      let (from, to) = (
        rng.int(below: copy.count - length + 1), rng.int(below: copy.count - length + 1)
      )
      copy.replaceSubrange(to..<to + length, with: copy[from..<from + length])
    }
    return copy
  }

  @Test(arguments: [
    "colour.jpg", "progressive.jpg", "ink.jpg", "turned-6.jpg", "colour.png", "palette-clear.png",
    "deep.png", "bits.png", "turned-6.png", "rule.bmp", "rule.gif", "rule-moving.gif", "rule.ppm",
    "rule.tif", "rule-pages.tif", "rule-deep.tif", "rule.webp", "rule-moving.webp", "rule-xmp.png",
  ])
  func damagedImagesAreReadOrRefused(name: String) throws {
    let whole = try fixture("images/\(name)")
    var rng = Random(seed: 1, stream: "fuzz \(name)")
    let options = OpeningOptions(
      labels: "none", reading: ReadingOptions(size: [16, 16], onError: .skip))
    for batch in 0..<4 {
      try folder.write("\(batch)/whole.jpg", whole)
      for number in 0..<50 {
        try folder.write("\(batch)/\(number).jpg", damaged(whole, using: &rng))
      }
      let set = try DatasetOpener(options).open("\(folder.path)/\(batch)")
      #expect(set.images.count + set.report.skipped.count == 51)
      // And with sizes left open, so that heads are looked at first.
      let open = OpeningOptions(labels: "none", reading: ReadingOptions(onError: .skip))
      let second = try DatasetOpener(open).open("\(folder.path)/\(batch)")
      #expect(second.images.count + second.report.skipped.count == 51)
    }
  }

  @Test(arguments: [
    ("usps", "usps.h5", [1, 16, 16]), ("svhn", "svhn.mat", [3, 32, 32]),
    ("svhn", "svhn-plain.mat", [3, 32, 32]), ("libsvm", "usps.bz2", [1, 16, 16]),
    ("medmnist", "medmnist.npz", [3, 28, 28]), ("medmnist", "medmnist-grey.npz", [1, 28, 28]),
  ])
  func damagedTablesAreReadOrRefused(reader: String, name: String, shape: [Int]) throws {
    let whole = try fixture(name)
    try folder.write(
      "set.json",
      """
      {"name": "set", "summary": "s", "source": "s", "licence": "l", "reader": "\(reader)",
       "folders": ["set"], "shape": \(shape), "pixel_maximum": 255,
       "classes": \((0..<10).map { "class \($0)" }),
       "parts": [{"split": "train", "files": {"table": {"name": "\(name)"}}}]}
      """)
    let catalogue = DatasetCatalogue(DatasetLocator(root: folder.path, environment: [:]))
    try folder.write("set/\(name)", whole)
    #expect(try catalogue.load("set").images.count == 3)
    var rng = Random(seed: 1, stream: "fuzz \(name)")
    for _ in 0..<150 {
      try folder.write("set/\(name)", damaged(whole, using: &rng))
      do {
        #expect(try catalogue.load("set").images.count <= 3)
      } catch let failure as Failure {
        #expect(!failure.description.contains("\n"))
      }
    }
  }

  @Test func damagedCachesAreReadOrMadeAgain() throws {
    let image = try fixture("images/colour.png")
    for number in 0..<24 { try folder.write("p/\(number).png", image) }
    let cache = ImageCache(environment: ["CRESCENT_CACHE": folder.path + "/cache"])
    let opener = DatasetOpener(
      OpeningOptions(reading: ReadingOptions(size: [256, 256])), cache: cache)
    #expect(try opener.open(folder.path + "/p").images.isInFile)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/cache")
    let path = folder.path + "/cache/" + (try #require(names.first))
    let whole = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    let pixels = 24 * 3 * 256 * 256
    var rng = Random(seed: 1, stream: "fuzz cache")
    for _ in 0..<60 {
      // Head and contents; pixels may be anything.
      var copy = whole
      let place =
        rng.int(below: 2) == 0
        ? rng.int(below: 48) : 4096 + pixels + rng.int(below: copy.count - 4096 - pixels)
      copy[place] = UInt8(rng.int(below: 256))
      try Data(copy).write(to: URL(fileURLWithPath: path))
      let set = try opener.open(folder.path + "/p")
      #expect(set.images.count == 24)
      for id in 0..<24 { _ = set.files?[id] }
    }
  }
}
