import ActiveLearning
import Foundation
import Tensors
import Testing

/// Changes of images: numbers against torchvision's, laws of their draws.
@Suite struct AugmentationTests {
  private struct Golden: Decodable {
    let height: Int
    let width: Int
    let cases: [String: [Float]]
  }

  private let golden: Golden
  /// The image of scripts/dev/golden-augmentation.py.
  private let bytes: [UInt8]

  init() throws {
    let golden = try JSONDecoder().decode(
      Golden.self,
      from: Data(contentsOf: URL(fileURLWithPath: TestData.fixture("augmentation.json"))))
    self.golden = golden
    var bytes: [UInt8] = []
    for c in 0..<3 {
      for y in 0..<golden.height {
        for x in 0..<golden.width {
          let value: Int = 28 + 31 * c + 5 * y + 3 * x + 11 * x * y + 40 * c * x
          bytes.append(UInt8(truncatingIfNeeded: value))
        }
      }
    }
    self.bytes = bytes
  }

  private func apply(_ change: ImageChange) throws -> [Float] {
    try ImageChange.apply(
      [change], to: bytes.span, shape: [3, golden.height, golden.width], scale: 1 / 255,
      mean: [0, 0, 0], deviation: [1, 1, 1]
    ).values()
  }

  /// - Parameter usesLuma: torchvision has 0.2989 where ITU-R 601-2 has 0.299, which is 1e-4 of full intensity,
  ///   here times |1 − factor| ≤ 0.7, at most twice.
  private func expect(
    _ name: String, usesLuma: Bool = false, _ edit: (inout ImageChange) -> Void
  ) throws {
    var change = ImageChange(row: 0)
    edit(&change)
    let (mine, theirs) = (try apply(change), try #require(golden.cases[name]))
    let error = zip(mine, theirs).map { abs($0 - $1) }.max() ?? 1
    // Some ten roundings of numbers up to 6 (sixths of a turn of hue): 10 · 6 · 2⁻²⁴ = 3.6e-6.
    #expect(mine.count == theirs.count && error < (usesLuma ? 1.4e-4 : 4e-6), "\(name): \(error)")
  }

  @Test func coloursChangeAsInTorchvision() throws {
    try expect("brightness") { $0.brightness = 1.4 }
    try expect("contrast", usesLuma: true) { $0.contrast = 0.6 }
    try expect("saturation", usesLuma: true) { $0.saturation = 1.7 }
    try expect("hue") { $0.hue = 0.17 }
    try expect("hue_back") { $0.hue = -0.3 }
    try expect("all", usesLuma: true) { change in
      (change.brightness, change.contrast) = (0.8, 1.3)
      (change.saturation, change.hue) = (0.5, 0.08)
    }
    try expect("blur") { change in
      (change.sigma, change.blurSize) = (1.3, 5)
    }
  }

  @Test func greyIsLuma() throws {
    var change = ImageChange(row: 0)
    change.isGrey = true
    let (mine, theirs) = (try apply(change), try #require(golden.cases["grey"]))
    // torchvision has 0.2989 where ITU-R 601-2 has 0.299; three weights of four digits: 1.5e-4.
    #expect((zip(mine, theirs).map { abs($0 - $1) }.max() ?? 1) < 1.5e-4)
  }

  @Test func aMirrorIsExact() throws {
    try expect("mirror") { $0.matrix = [-1, 0, Float(golden.width - 1), 0, 1, 0] }
  }

  /// 10 squares of 3 × 8 × 8 without any symmetry.
  private var squares: Dataset {
    get throws {
      try Dataset(
        name: "squares",
        images: ImageStore(
          PixelRule.bytes(0..<10, channels: 3, height: 8, width: 8), count: 10, shape: [3, 8, 8]),
        labels: nil, classNames: [], splits: ["train": Array(0..<10)])
    }
  }

  private let stream = Random(seed: 7, stream: "augmentation")

  private var everything: Augmentation {
    get throws {
      var result = try Configuration(
        Catalogue<Augmentation>.augmentations.recipe(named: "simclr"), ["blur": .number(0.5)]
      ).product
      (result.padding, result.rotation, result.cutout, result.verticalFlip) = (2, 20, 3, 0.5)
      return result
    }
  }

  @Test func rotationsAreFourExactTurns() throws {
    let set = try squares
    let (images, turns) = try set.rotations([4])
    #expect(turns == [0, 1, 2, 3])
    let all = images.values()
    let upright = try set.batch([4]).values()
    func turned(_ values: [Float]) -> [Float] {
      // Against the clock: row y, column x comes from row x, column 7 − y.
      var result: [Float] = []
      for channel in 0..<3 {
        for y in 0..<8 {
          for x in 0..<8 { result.append(values[channel * 64 + x * 8 + 7 - y]) }
        }
      }
      return result
    }
    var expected = upright
    for turn in 0..<4 {
      #expect(Array(all[turn * 192..<(turn + 1) * 192]) == expected, "\(turn) quarters")
      expected = turned(expected)
    }
  }

  @Test func nothingChangesNothing() throws {
    for set in [try squares, try squares.standardised()] {
      let changed = try set.batch([3, 1], Augmentation(), stream: stream).values()
      let plain = try set.batch([3, 1]).values()
      // Standardising multiplies once more: three roundings of numbers up to 4.
      #expect(zip(changed, plain).allSatisfy { abs($0 - $1) < 12 * 0x1p-24 })
    }
  }

  @Test func paddingAndMirrorMoveWholePixels() throws {
    let set = try squares
    var augmentation = Augmentation()
    (augmentation.padding, augmentation.flip) = (2, 0.5)
    var seen: Set<[Int]> = []
    let plain = try set.batch([0]).values()
    for epoch in 0..<400 {
      let values = try set.batch([0], augmentation, stream: stream, epoch: epoch).values()
      let found = (0..<50).first { guess in
        let (mirror, dx, dy) = (guess >= 25, guess % 5 - 2, guess / 5 % 5 - 2)
        for place in 0..<192 {
          let (y, x) = (place / 8 % 8 + dy, place % 8)
          let column = (mirror ? 7 - x : x) + dx
          let isInside = 0..<8 ~= y && 0..<8 ~= column
          let expected: Float = isInside ? plain[place / 64 * 64 + y * 8 + column] : 0
          if values[place] != expected { return false }
        }
        return true
      }
      let guess = try #require(found, "epoch \(epoch)")
      seen.insert([guess])
    }
    // Each of 50 comes with probability 1 − (49/50)^400 = 0.9997.
    #expect(seen.count >= 48)
  }

  @Test func imagesDoNotDependOnTheirBatchOrThreads() throws {
    let set = try squares
    let augmentation = try everything
    let together = try set.batch(Array(0..<10), augmentation, stream: stream, epoch: 3).values()
    for id in 0..<10 {
      let alone = try set.batch([id], augmentation, stream: stream, epoch: 3).values()
      #expect(alone == Array(together[id * 192..<(id + 1) * 192]), "image \(id)")
    }
    for count in [1, 2, 3] {
      let again = try EngineSettings(threads: count).apply {
        try set.batch(Array(0..<10), augmentation, stream: stream, epoch: 3).values()
      }
      #expect(again == together)
    }
    let views = try set.views([2, 5], augmentation, stream: stream, epoch: 3)
    #expect(views.shape == [4, 3, 8, 8])
    let values = views.values()
    #expect(Array(values[0..<192]) == Array(together[384..<576]))
    #expect(Array(values[384..<576]) != Array(values[0..<192]))
  }

  @Test func otherEpochsDrawOthersAndTheStreamStandsStill() throws {
    let set = try squares
    let a = try set.batch([1], everything, stream: stream, epoch: 0).values()
    #expect(try set.batch([1], everything, stream: stream, epoch: 1).values() != a)
    #expect(try set.batch([1], everything, stream: stream, epoch: 0).values() == a)
  }

  @Test func cutoutBlotsOutASquare() throws {
    var augmentation = Augmentation()
    augmentation.cutout = 4
    let set = try squares
    let plain = try set.batch([0]).values()
    for epoch in 0..<50 {
      let values = try set.batch([0], augmentation, stream: stream, epoch: epoch).values()
      let changed = (0..<64).filter { values[$0] != plain[$0] }
      #expect(changed.allSatisfy { values[$0] == 0 && values[$0 + 64] == 0 })
      let rows = changed.map { $0 / 8 }
      // Centres lie on any pixel, so that between 2 × 2 and 4 × 4 are inside.
      #expect(Set(rows).count <= 4 && changed.count <= 16)
    }
  }

  @Test func mixedImagesAreWeightedMeans() throws {
    var augmentation = Augmentation()
    augmentation.mixup = 0.4
    let set = try squares
    let ids = Array(0..<10)
    let (images, partners, weights) = try set.mixed(ids, augmentation, stream: stream)
    #expect(partners.sorted() == ids && weights.allSatisfy { 0...1 ~= $0 })
    let (values, plain) = (images.values(), try set.batch(ids).values())
    for row in ids {
      for place in 0..<192 {
        let (own, other) = (plain[row * 192 + place], plain[partners[row] * 192 + place])
        let expected: Float = weights[row] * own + (1 - weights[row]) * other
        // Three roundings of numbers up to 1.
        #expect(abs(values[row * 192 + place] - expected) < 3 * 0x1p-24)
      }
    }
  }

  @Test func whatIsShownOfMixingIsMixed() throws {
    var augmentation = Augmentation()
    let set = try squares
    let plain = try AugmentedImages.montage(of: 3, in: set, augmentation, stream: stream).tiles
    #expect(plain.allSatisfy { $0.image == plain[0].image && $0.detail.isEmpty })
    augmentation.mixup = 1
    let mixed = try AugmentedImages.montage(of: 3, in: set, augmentation, stream: stream).tiles
    #expect(mixed.contains { $0.detail.hasSuffix("% #4") } == false)
    // One of eight permutations leaves an image alone.
    #expect(mixed.count { $0.detail.contains("% #") && $0.image != plain[0].image } > 8)
    #expect(mixed.allSatisfy { $0.detail != "" || $0.image == plain[0].image })
  }

  @Test func betaHasItsMoments() {
    var rng = Random(seed: 3, stream: "beta")
    for alpha in [0.2, 1, 4.0] {
      let draws = (0..<20_000).map { _ in rng.beta(alpha) }
      let mean = draws.reduce(0, +) / 20_000
      let variance = draws.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) } / 20_000
      // Beta(α, α) has mean ½ and variance 1 / (4 (2α + 1)); five deviations of either estimate.
      let expected = 1 / (4 * (2 * alpha + 1))
      #expect(abs(mean - 0.5) < 5 * (expected / 20_000).squareRoot())
      #expect(abs(variance - expected) < 5 * 0.25 * (expected / 20_000).squareRoot())
    }
  }

  @Test func prefetchedBatchesAreThoseOfTheEngine() throws {
    let set = try squares
    let batches = [[0, 1, 2], [3, 4], [9, 5, 6, 7]]
    let prefetcher = Prefetcher(
      set, batches: batches, try everything, stream: stream, epoch: 2, depth: 1)
    for ids in batches {
      let values = try prefetcher.next().values()
      #expect(try values == set.batch(ids, everything, stream: stream, epoch: 2).values())
    }
    #expect(throws: Failure.self) { try prefetcher.next() }
    let standardised = try set.standardised()
    let plain = Prefetcher(standardised, batches: batches)
    for ids in batches {
      #expect(try plain.next().values() == standardised.batch(ids).values())
    }
    let broken = Prefetcher(set, batches: [[0], [99], [1]], Augmentation(), stream: stream)
    #expect(try broken.next().shape == [1, 3, 8, 8])
    #expect(throws: Failure.self) { try broken.next() }
    #expect(try broken.next().shape == [1, 3, 8, 8])
    // One that nobody asks any more ends.
    _ = Prefetcher(set, batches: Array(repeating: [0], count: 1000), Augmentation(), stream: stream)
  }

  @Test func everyRecipeMakesBatches() throws {
    for recipe in Catalogue<Augmentation>.augmentations.recipes {
      let augmentation = try Configuration(recipe).product
      #expect(try squares.batch([0, 5], augmentation, stream: stream).shape == [2, 3, 8, 8])
    }
  }
}
