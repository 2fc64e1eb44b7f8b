import ActiveLearning
import Tensors
import Testing

@Suite struct DatasetTests {
  private func dataset(
    labels: [Int]? = [0, 1, 1], splits: [String: [Int]] = ["train": [0, 1], "test": [2]],
    bytes: [UInt8] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
  ) throws -> Dataset {
    try Dataset(
      name: "tiny", images: ImageStore(bytes, count: 3, shape: [2, 1, 2]), labels: labels,
      classNames: ["cat", "dog"], splits: splits, pixelMaximum: 16)
  }

  @Test func descriptionCountsEverything() throws {
    #expect(
      try dataset().description == "tiny: 3 images of 1×2×2 in 2 classes (2 train, 1 test)")
    #expect(try dataset(labels: nil, splits: [:]).description == "tiny: 3 images of 1×2×2")
  }

  @Test func whatDoesNotFitTogetherIsRefused() {
    #expect(
      throws: Failure(
        "tiny", "labels do not match the images", expected: "3 labels", got: "2")
    ) { try dataset(labels: [0, 1]) }
    #expect {
      try dataset(labels: [0, 2, 1])
    } throws: { "\($0)" == "tiny: label of image 1 is no class (expected 0 to 1, got 2)" }
    #expect(throws: Failure.self) { try dataset(splits: ["train": [0, 3]]) }
    #expect(throws: Failure.self) { try dataset(splits: ["train": [0, 0]]) }
    #expect(
      throws: Failure(
        "images", "bytes do not fill 3 images of 2×1×2", expected: "12 bytes", got: "11")
    ) { try dataset(bytes: [UInt8](repeating: 0, count: 11)) }
  }

  @Test func anUnknownSplitListsTheKnown() throws {
    let dataset = try dataset()
    #expect(try dataset.split("test") == [2])
    #expect {
      try dataset.split("trian")
    } throws: {
      "\($0)" == "tiny: no split \"trian\", did you mean \"train\"? (expected train, test)"
    }
  }

  @Test func standardisingUsesTheTrainingSplitAlone() throws {
    // Channel 0 of images 0 and 1 holds 0, 1, 4, 5: mean 2.5, variance 4.25; channel 1: 2, 3, 6, 7.
    let deviation = Float((4.25).squareRoot() / 16)
    #expect(
      try dataset().standardised().scaling
        == .standardised(mean: [2.5 / 16, 4.5 / 16], deviation: [deviation, deviation]))
  }

  @Test func aChannelThatNeverVariesIsDividedByOne() throws {
    let flat = try dataset(bytes: [UInt8](repeating: 8, count: 12)).standardised()
    #expect(flat.scaling == .standardised(mean: [0.5, 0.5], deviation: [1, 1]))
  }

  @Test func constantsOfOthersScale() throws {
    let set = try dataset()
    let half = try set.scaled(mean: [0.5], deviation: [0.25])
    #expect(half.scaling == .standardised(mean: [0.5, 0.5], deviation: [0.25, 0.25]))
    let (plain, scaled) = (try set.batch([1]).values(), try half.batch([1]).values())
    #expect(zip(plain, scaled).allSatisfy { abs(($0 - 0.5) / 0.25 - $1) < 1e-6 })
    let each = try set.scaled(mean: [0, 1], deviation: [1, 2]).scaling
    #expect(each == .standardised(mean: [0, 1], deviation: [1, 2]))
    for (mean, deviation): ([Float], [Float]) in [
      ([], [1]), ([0, 0, 0], [1]), ([0], [0]), ([0], [-1]), ([.nan], [1]), ([0], [.infinity]),
    ] {
      #expect(throws: Failure.self) { try set.scaled(mean: mean, deviation: deviation) }
    }
  }

  @Test func fingerprintFollowsTheContent() throws {
    let original = try dataset().fingerprint
    #expect(original.count == 64)
    #expect(try dataset().standardised().fingerprint == original)
    #expect(try dataset(labels: [0, 1, 0]).fingerprint != original)
    #expect(try dataset(labels: nil).fingerprint != original)
    #expect(try dataset(splits: ["train": [1], "test": [2]]).fingerprint != original)
    #expect(
      try dataset(bytes: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12]).fingerprint != original)
  }

  @Test func sha256IsThatOfTheStandard() {
    var digest = SHA256()
    digest.update("a")
    digest.update("bc")
    // FIPS 180-4's example.
    #expect(
      digest.finish() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test func batchesAreScaled() throws {
    let unit = try dataset().batch([2, 0])
    #expect(unit.shape == [2, 2, 1, 2])
    #expect(unit.values() == [8, 9, 10, 11, 0, 1, 2, 3].map { $0 / 16 })
    let standard = try dataset().standardised().batch([0, 1]).values()
    // Each channel of the training split has mean 0 and mean square 1.
    for channel in 0..<2 {
      let values = [0, 1, 4, 5].map { Double(standard[$0 + 2 * channel]) }
      #expect(abs(values.reduce(0, +)) < 1e-6)
      #expect(abs(values.reduce(0) { $0 + $1 * $1 } - 4) < 1e-5)
    }
    #expect {
      try dataset().batch([0, 3])
    } throws: { "\($0)" == "images: no image 3 (expected an id of 0 to 2)" }
  }
}
