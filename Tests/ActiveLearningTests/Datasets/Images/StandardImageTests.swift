import ActiveLearning
import Formats
import Foundation
import Tensors
import TestSupport
import Testing

/// Images that libraries' convenience calls read wrongly or refuse, against what Pillow and torchvision give.
@Suite struct StandardImageTests {
  private func load(_ name: String, size: [Int]? = nil) throws -> Dataset {
    let table = try TemporaryFolder()
    let path = try table.write("t.csv", TestData.fixture("cases/\(name)") + "\n")
    return try DatasetOpener(
      OpeningOptions(reading: ReadingOptions(size: size, channels: 3))
    ).open(path)
  }

  private func bytes(_ name: String) throws -> [UInt8] { Array(try load(name).images.image(0)) }

  @Test func noGammaIsApplied() throws {
    let set = try load("png_gama_1.0.png")
    let found = Array(try set.images.image(0))
    #expect(try found == bytes("png_gama_1.0_right.png"))
    let plane = set.images.height * set.images.width
    #expect((0..<3).map { found[$0 * plane + 4] } == [32, 0, 223])
  }

  @Test func deepInterlacedImagesAreRight() throws {
    let (found, right) = (
      try bytes("png_16bit_interlaced.png"), try bytes("png_16bit_interlaced_right.png")
    )
    // 16 bits are rounded here and cut off there.
    #expect(zip(found, right).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
  }

  @Test func warningsAreNoDamage() throws {
    #expect(try bytes("jpeg_jfif_rev_0_00.jpg") == bytes("jpeg_plain_right.jpg"))
  }

  @Test func everySamplingFactorIsRead() throws {
    let set = try load("jpeg_sampling_s410.jpg")
    #expect(set.images.shape == [3, 48, 48])
    let found = Array(try set.images.image(0))
    for (x, y, colour) in [(0, 0, [3, 0, 0]), (47, 0, [228, 4, 92]), (24, 24, [123, 118, 96])] {
      let there = (0..<3).map { Int(found[$0 * 48 * 48 + y * 48 + x]) }
      #expect(zip(there, colour).allSatisfy { abs($0 - $1) <= 1 }, "\(x), \(y): \(there)")
    }
  }

  @Test func anImageOfItsOwnSizeIsTakenWhole() throws {
    let set = try load("native_300x224.png")
    #expect(set.images.count == 1 && set.images.shape == [3, 224, 300])
  }

  /// The pairs of sides from 1 to 512, each into its own size, and into another of the same ratio.
  @Test func noBoxLeavesItsImage() {
    var wrong = 0
    for height in 1...512 {
      for width in 1...512 {
        let place = ReadingOptions.Fit.crop.placement(
          width: width, height: height, into: (width, height))
        let box = place.box
        if box.left != 0 || box.top != 0 || box.right != Double(width)
          || box.bottom != Double(height)
        {
          wrong += 1
        }
        let other = ReadingOptions.Fit.crop.placement(
          width: 3 * width + 1, height: 3 * height, into: (width, height)
        ).box
        if other.left < 0 || other.top < 0 || other.right > Double(3 * width + 1)
          || other.bottom > Double(3 * height) || other.left >= other.right
          || other.top >= other.bottom
        {
          wrong += 1
        }
      }
    }
    #expect(wrong == 0)
  }

  @Test func aTableWithoutSomeClassesIsRead() throws {
    let folder = try TemporaryFolder()
    let image = Array(
      try Data(contentsOf: URL(fileURLWithPath: TestData.fixture("datasets/images/grey.png"))))
    for name in ["cat/2021/0.png", "cat/2021/1.png", "dog/2021/0.png"] {
      try folder.write(name, image)
    }
    let table = try Data(
      contentsOf: URL(fileURLWithPath: TestData.fixture("cases/partly_labelled.csv")))
    let set = try DatasetOpener().open(folder.write("t.csv", Array(table)))
    #expect(set.classNames == ["cat", "dog"] && set.given == [0: 0, 2: 1] && set.labels == nil)
  }
}
