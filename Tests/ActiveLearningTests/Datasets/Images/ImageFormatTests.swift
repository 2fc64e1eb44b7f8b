import ActiveLearning
import Foundation
import Tensors
import TestSupport
import Testing

/// Images in every format that is read. The files are written by scripts/dev/golden-datasets.py; their pixels
/// follow a rule: red 30 x, green 50 y, blue 255 − 30 x, 7 wide and 5 high.
@Suite struct ImageFormatTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func fixture(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: TestData.fixture("datasets/images/\(name)"))))
  }

  private func open(_ reading: ReadingOptions = ReadingOptions()) throws -> Dataset {
    try DatasetOpener(OpeningOptions(labels: "none", reading: reading)).open("\(folder.path)/p")
  }

  /// The rule, channel by channel.
  private func rule(_ channels: Int = 3, isTurned: Bool = false) -> [UInt8] {
    var bytes: [UInt8] = []
    for channel in channels == 1 ? [1] : [0, 1, 2] {
      for row in 0..<5 {
        for column in 0..<7 {
          let (x, y) = isTurned ? (6 - column, 4 - row) : (column, row)
          bytes.append(UInt8([30 * x, 50 * y, 255 - 30 * x][channel]))
        }
      }
    }
    return bytes
  }

  @Test(arguments: ["rule.bmp", "rule.ppm", "rule.webp", "rule.tif", "rule.gif"])
  func everyFormatKeepsItsPixels(name: String) throws {
    // Also without an ending, by the bytes alone.
    for place in [name, "without-ending"] {
      let folder = try TemporaryFolder()
      try folder.write(place, fixture(name))
      let set = try DatasetOpener(OpeningOptions(labels: "none")).open(folder.path)
      #expect(set.images.shape == [3, 5, 7] && set.report.notes.isEmpty)
      #expect(Array(try set.images.image(0)) == rule(), "\(name)")
    }
  }

  @Test(arguments: ["rule.pgm", "rule-deep.tif"])
  func greyStaysGrey(name: String) throws {
    try folder.write("p/\(name)", fixture(name))
    let set = try open()
    #expect(set.images.shape == [1, 5, 7])
    #expect(Array(try set.images.image(0)) == rule(1))
    let three = try open(ReadingOptions(channels: 3))
    #expect(Array(try three.images.image(0)) == rule(1) + rule(1) + rule(1))
    #expect(
      three.report.notes == ["1 of 1 images are grey, and were repeated to three channels"])
  }

  @Test(arguments: ["rule-turned.tif", "rule-turned.webp", "rule-xmp.png"])
  func orientationIsObeyed(name: String) throws {
    try folder.write("p/\(name)", fixture(name))
    #expect(Array(try open().images.image(0)) == rule(isTurned: true))
  }

  @Test func theFirstPageOrFrameIsReadAndSaidToBe() throws {
    for name in ["rule-pages.tif", "rule-moving.gif", "rule-moving.webp"] {
      try folder.write("p/\(name)", fixture(name))
    }
    let set = try open()
    for id in 0..<3 { #expect(Array(try set.images.image(id)) == rule(), "\(id)") }
    #expect(
      set.report.notes == [
        "1 file of several pages: the first of each was read",
        "2 files of several frames: the first of each was read",
      ])
  }

  /// A PNM file of each kind, 3 wide and 2 high.
  @Test(arguments: [
    ("P1 # bits\n3 2\n1 0 1\n010", [0, 255, 0, 255, 0, 255]),
    ("P2 3 2 15\n0 1 15 # most\n2 3 4", [0, 17, 255, 34, 51, 68]),
    ("P4\n3 2\n\u{50}\u{40}", [255, 0, 255, 255, 0, 255]),
    ("P5 3 2 100\n\u{0}\u{32}\u{64}\u{1}\u{2}\u{3}", [0, 128, 255, 3, 5, 8]),
  ])
  func netpbmIsReadInEveryKind(text: String, right: [UInt8]) throws {
    try folder.write("p/1.pgm", text)
    let set = try open()
    #expect(set.images.shape == [1, 2, 3])
    #expect(Array(try set.images.image(0)) == right)
  }

  @Test(arguments: [
    ("P5 3 2 255\nabc", "ends early, the image is not whole"),
    ("P2 3 2 9\n1 2 3 4 5 10", "is damaged (a value is too large) (expected at most 9, got 10)"),
    (
      "P5 3 2 70000\nabcdef",
      "is damaged (its largest value is none) (expected 1 to 65535, got 70000)"
    ),
    (
      "P6 99999999999 2 255\n",
      "has more pixels than allowed (expected at most 100000000 (max_pixels), got 99999999999×2)"
    ),
    (
      "P6 \(String(repeating: "9", count: 99)) 2 255\n",
      "has more pixels than allowed (expected at most 100000000 (max_pixels), "
        + "got 100000000000000000×2)"
    ),
    ("P6 2", "is damaged: it ends or breaks off before its image"),
  ])
  func damagedNetpbmIsNamed(text: String, reason: String) throws {
    try folder.write("p/1.pgm", text)
    #expect(throws: Failure.self) { try open() }.map {
      #expect($0.description == "\(folder.path)/p/1.pgm: \(reason)")
    }
  }

  /// A BMP of 8 bits, 4 wide and 2 high, whose runs are packed: the lowest row first.
  @Test func runsOfABMPAreUnpacked() throws {
    func little(_ value: Int, _ size: Int) -> [UInt8] {
      (0..<size).map { UInt8(value >> (8 * $0) & 255) }
    }
    let runs: [UInt8] = [3, 1, 1, 2, 0, 0, 0, 3, 2, 1, 2, 0, 1, 0, 0, 1]
    let palette: [UInt8] = [0, 0, 0, 0, 10, 20, 30, 0, 40, 50, 60, 0]
    let head =
      Array("BM".utf8) + little(0, 8) + little(14 + 40 + palette.count, 4) + little(40, 4)
      + little(4, 4) + little(2, 4) + little(1, 2) + little(8, 2) + little(1, 4)
      + little(runs.count, 4)
      + little(0, 8) + little(3, 4) + little(0, 4)
    try folder.write("p/1.bmp", head + palette + runs)
    let red = Array(try open().images.image(0)).prefix(8)
    #expect(Array(red) == [60, 30, 60, 0, 30, 30, 30, 60].map { UInt8($0) })
  }

  @Test func aFormatThatIsNotReadIsNamed() throws {
    let cases: [(String, [UInt8], String)] = [
      ("1.png", [0, 0, 0, 24] + Array("ftypheic    ".utf8), "a HEIC"),
      ("1.png", [0, 0, 0, 24] + Array("ftypavif    ".utf8), "an AVIF"),
      ("1.png", [UInt8](repeating: 0, count: 128) + Array("DICM ".utf8), "a DICOM"),
      ("1.png", Array("8BPS\u{0}".utf8), "a PSD"),
    ]
    for (name, bytes, what) in cases {
      try folder.write("p/\(name)", bytes)
      #expect(throws: Failure.self) { try open() }.map {
        #expect($0.description.hasSuffix("or PGM, got \(what))"), "\($0)")
      }
    }
  }
}
