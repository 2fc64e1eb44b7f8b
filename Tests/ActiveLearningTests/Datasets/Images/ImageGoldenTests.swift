import ActiveLearning
import Foundation
import Tensors
import TestSupport
import Testing

/// Decoded and resampled images against Pillow's, from scripts/dev/golden-datasets.py.
@Suite struct ImageGoldenTests {
  private struct Golden: Decodable {
    struct Image: Decodable {
      let shape: [Int]
      let crc: UInt32
      let mean: [Double]
      let first: [UInt8]
    }
    struct Resized: Decodable {
      let width: Int
      let height: Int
      let box: [Double]
      let crc: UInt32
      let first: [UInt8]
    }
    let decoded: [String: Image]
    let resized: [Resized]
    let reduced: [UInt8]
  }

  private let golden: Golden

  init() throws {
    golden = try JSONDecoder().decode(
      Golden.self,
      from: Data(contentsOf: URL(fileURLWithPath: TestData.fixture("datasets/images.json"))))
  }

  /// One image through the front door.
  private func load(_ name: String, size: [Int]? = nil, channels: Int?) throws -> [UInt8] {
    let table = try TemporaryFolder()
    let path = try table.write("t.csv", TestData.fixture("datasets/images/\(name)") + "\n")
    let options = OpeningOptions(reading: ReadingOptions(size: size, channels: channels))
    return Array(try DatasetOpener(options).open(path).images.image(0))
  }

  private func checksum(_ bytes: [UInt8]) -> UInt32 {
    UInt32(truncatingIfNeeded: CRC32.of([bytes[...]]))
  }

  @Test func everyKindOfImageDecodesToPillowsBytes() throws {
    for (name, expected) in golden.decoded.sorted(by: { $0.key < $1.key }) {
      let bytes = try load(name, size: Array(expected.shape[1...]), channels: expected.shape[0])
      let plane = expected.shape[1] * expected.shape[2]
      let means = (0..<expected.shape[0]).map { channel in
        let sum: Int = bytes[channel * plane..<(channel + 1) * plane].reduce(0) { $0 + Int($1) }
        return Double(sum) / Double(plane)
      }
      #expect(checksum(bytes) == expected.crc, "\(name): means \(means), not \(expected.mean)")
    }
  }

  @Test func resamplingGivesPillowsBytes() throws {
    let scene = try load("colour.png", channels: 3)
    let plane = 37 * 53
    var pixels: [UInt8] = []
    for place in 0..<plane {
      for channel in 0..<3 { pixels.append(scene[channel * plane + place]) }
    }
    let raster = try Raster(width: 53, height: 37, channels: 3, pixels: pixels)
    for expected in golden.resized {
      let bytes = try raster.resampled(
        Raster.Placement(
          box: (expected.box[0], expected.box[1], expected.box[2], expected.box[3]),
          target: (0, 0, expected.width, expected.height)), height: expected.height,
        width: expected.width)
      #expect(checksum(bytes) == expected.crc, "\(expected.width)×\(expected.height)")
    }
  }

  @Test func decodingAtAnEighthStaysNearTheFairResult() throws {
    // 512 to 32 pixels is 16 times smaller, so the image is decoded at a quarter.
    let bytes = try load("big.jpg", size: [32, 32], channels: 3)
    let off = zip(bytes, golden.reduced).map { abs(Int($0) - Int($1)) }
    // Pillow's own draft mode differs by as much: rounding within JPEG's blocks, no whole steps.
    #expect(off.reduce(0, +) < off.count * 2)
    #expect((off.max() ?? 0) <= 24)
  }
}
