import ActiveLearning
import Foundation
import Tensors
import TestSupport
import Testing

/// Images decoded once, and mapped from then on.
@Suite struct ImageCacheTests {
  private let folder: TemporaryFolder
  private let cache: ImageCache?

  init() throws {
    folder = try TemporaryFolder()
    cache = ImageCache(environment: ["CRESCENT_CACHE": folder.path + "/cache"])
    let image = try Data(
      contentsOf: URL(fileURLWithPath: TestData.fixture("datasets/images/colour.png")))
    // 24 images of 3 × 256 × 256 are more than is kept in memory.
    for number in 0..<24 {
      try folder.write("p/\(number % 2 == 0 ? "even" : "odd")/\(number).png", Array(image))
    }
  }

  private func open(_ size: Int = 256) throws -> Dataset {
    let reading = ReadingOptions(size: [size, size], onError: .skip)
    return try DatasetOpener(OpeningOptions(reading: reading), cache: cache)
      .open(folder.path + "/p")
  }

  private var files: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/cache")) ?? []).sorted()
  }

  /// Another one where the cache was written anew.
  private func fileNumber() throws -> Int? {
    let attributes = try FileManager.default.attributesOfItem(
      atPath: folder.path + "/cache/\(files[0])")
    return attributes[.systemFileNumber] as? Int
  }

  @Test func theSecondTimeNothingIsDecoded() throws {
    let first = try open()
    #expect(first.images.isInFile && files.count == 1)
    let number = try fileNumber()
    let second = try open()
    #expect(try second.fingerprint == first.fingerprint)
    #expect(second.classNames == ["even", "odd"] && second.files?[3] == first.files?[3])
    #expect(second.files?[3]?.hasSuffix("/p/even/14.png") == true)
    #expect(try fileNumber() == number)
    // Another size is another file.
    _ = try open(300)
    #expect(files.count == 2)
  }

  @Test func whatChangedIsDecodedAgain() throws {
    #expect(try open().images.count == 24)
    try FileManager.default.removeItem(atPath: folder.path + "/p/odd/1.png")
    #expect(try open().images.count == 23)
    let path = folder.path + "/p/odd/3.png"
    let old = try open().fingerprint
    // Overwritten in place, with another size.
    let grey = try Data(
      contentsOf: URL(fileURLWithPath: TestData.fixture("datasets/images/turned-6.png")))
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: grey)
    try handle.close()
    #expect(try open().fingerprint != old)
    #expect(files.count == 1)
  }

  @Test func aDamagedCacheIsMadeAgain() throws {
    let whole = try open().fingerprint
    let path = folder.path + "/cache/\(files[0])"
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    for length in [0, 100, 4096, 5000, bytes.count - 1] {
      try bytes.prefix(length).write(to: URL(fileURLWithPath: path))
      #expect(try open().fingerprint == whole, "\(length) bytes")
    }
    var head = bytes
    // A place of the contents beyond the end.
    head[39] = 0x7F
    try head.write(to: URL(fileURLWithPath: path))
    #expect(try open().fingerprint == whole)
  }

  @Test func aFileThatNeverReachedTheDiskIsBelievedUntilTheMachineStops() async throws {
    let whole = try open().fingerprint
    let path = folder.path + "/cache/\(files[0])"
    // Places of the head: which run of the machine, and whether the file has reached the disk.
    let (boot, flushed) = (128, 192)
    func byte(_ place: Int) throws -> UInt8 {
      try Data(contentsOf: URL(fileURLWithPath: path))[place]
    }
    // It is flushed behind our back; that is noted in the file.
    for _ in 0..<1000 where try byte(flushed) == 0 {
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(try byte(flushed) == 1)
    let number = try fileNumber()
    func patch(_ byte: UInt8, at place: Int) throws {
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.seek(toOffset: UInt64(place))
      try handle.write(contentsOf: Data([byte]))
      try handle.close()
    }
    // Another run of the machine, but it had reached the disk.
    try patch(byte(boot) == 48 ? 49 : 48, at: boot)
    #expect(try open().fingerprint == whole && fileNumber() == number)
    try patch(0, at: flushed)
    #expect(try open().fingerprint == whole && fileNumber() != number)
  }

  /// Another program cuts the file off under a data set that is open: an error, and made anew.
  @Test func aCacheThatShrinksUnderAnOpenSetIsAnErrorOfOneLine() throws {
    let set = try open()
    let before = try Array(set.images.image(20))
    let path = folder.path + "/cache/\(files[0])"
    try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 10_000)
    for read: () throws -> Void in [
      { _ = try set.images.image(20) }, { _ = try set.batch([3, 20]) },
      { _ = try set.statistics(split: "train") }, { _ = try set.duplicates() },
      { _ = try set.batch([20], Augmentation(), stream: Random(seed: 1, stream: "a")) },
    ] {
      #expect { try read() } throws: {
        "\($0)".hasPrefix("\(path): image ") && !"\($0)".contains("\n")
          && "\($0)".contains("is not as it was written")
      }
    }
    #expect(files.isEmpty)
    #expect(try Array(open().images.image(20)) == before)
  }

  /// Each byte of each image is covered by a digest.
  @Test func anOverwrittenPixelIsNoticed() throws {
    let whole = try open()
    let fingerprint = try whole.fingerprint
    let path = folder.path + "/cache/\(files[0])"
    let stride = whole.images.stride
    for place in [4096, 4096 + 5 * stride + 77, 4096 + 24 * stride - 1] {
      let set = try open()
      let handle = try #require(FileHandle(forUpdatingAtPath: folder.path + "/cache/\(files[0])"))
      try handle.seek(toOffset: UInt64(place))
      let byte = try #require(try handle.read(upToCount: 1)?.first)
      try handle.seek(toOffset: UInt64(place))
      try handle.write(contentsOf: Data([byte ^ 1]))
      try handle.close()
      let damaged = (place - 4096) / stride
      #expect {
        try set.batch([(damaged + 3) % 24, damaged])
      } throws: {
        "\($0)"
          == "\(path): image \(damaged) of the cache is not as it was written (expected the data set to be "
          + "opened again, which makes the file anew)"
      }
      #expect(try set.batch([(damaged + 3) % 24]).shape[0] == 1)
      #expect(files.isEmpty)
      #expect(try open().fingerprint == fingerprint && files.count == 1)
    }
  }

  /// Images in any order, some of them twice, are those that were asked for.
  @Test func whatIsReadIsWhatWasAskedFor() throws {
    let set = try open()
    let ids = [7, 3, 3, 23, 0, 7, 8, 9]
    let batch = try set.batch(ids).values()
    for (row, id) in ids.enumerated() {
      #expect(
        batch[row * set.images.stride..<(row + 1) * set.images.stride].elementsEqual(
          try set.batch([id]).values()))
    }
    let some = try set.selecting([5, 2, 9])
    #expect(try some.batch([1]).values() == set.batch([2]).values())
  }

  @Test func normalisationIsKept() throws {
    let grey = TestData.fixture("datasets/images/turned-6.png")
    try folder.write("p/even/0.png", Array(Data(contentsOf: URL(fileURLWithPath: grey))))
    let (first, second) = (try open(), try open())
    // A selection knows nothing of the cache.
    let computed = try first.selecting(Array(0..<24)).normalisation
    #expect(try first.normalisation == computed && second.normalisation == computed)
    #expect(try second.standardised().scaling == computed)
    // Of other images, it is another.
    #expect(try second.selecting([0, 1, 2]).normalisation != computed)
    let counted = try second.statistics(split: "train")
    guard case .standardised(let mean, let deviation) = computed else { return }
    #expect(counted.mean.map(Float.init) == mean && counted.deviation.map(Float.init) == deviation)
  }

  @Test func aCacheThatCannotBeWrittenIsNoted() throws {
    try folder.write("file", "no folder")
    let cache = ImageCache(environment: ["CRESCENT_CACHE": folder.path + "/file"])
    let reading = ReadingOptions(size: [256, 256])
    let set = try DatasetOpener(OpeningOptions(reading: reading), cache: cache)
      .open(folder.path + "/p")
    #expect(set.images.count == 24 && !set.images.isInFile)
    #expect(set.report.notes.contains { $0.hasPrefix("not kept in the cache: ") })
  }

  @Test func theFolderIsNamedByTheEnvironment() {
    #expect(ImageCache(environment: [:]) == nil)
    #expect(ImageCache(environment: ["HOME": "/h"])?.folder == "/h/.cache/crescent")
    #expect(
      ImageCache(environment: ["HOME": "/h", "XDG_CACHE_HOME": "/x"])?.folder == "/x/crescent")
    #expect(ImageCache(environment: ["HOME": "/h", "CRESCENT_CACHE": "/c"])?.folder == "/c")
  }
}
