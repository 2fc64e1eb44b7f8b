import ActiveLearning
import Tensors
import TestSupport
import Testing

@Suite struct IDXFileTests {
  private let folder: TemporaryFolder
  /// Two images of 2×3.
  private let whole: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3] + Array(1...12)

  init() throws { folder = try TemporaryFolder() }

  private func failure(_ bytes: [UInt8], rank: Int = 3) throws -> Failure? {
    let path = try folder.write("x-idx", bytes)
    return #expect(throws: Failure.self) { try IDXFile(path: path, rank: rank) }
      .map {
        $0.who == path ? $0.of("file") : $0
      }
  }

  @Test func sizesAndValuesAreRead() throws {
    let file = try IDXFile(path: folder.write("x-idx", whole), rank: 3)
    #expect(file.sizes == [2, 2, 3])
    #expect(file.bytes == Array(1...12))
  }

  @Test func aTruncatedFileNamesBothSizes() throws {
    #expect(
      try failure(Array(whole.dropLast(5)))
        == Failure("file", "ends early", expected: "28 bytes", got: "23"))
    #expect(
      try failure(Array(whole.prefix(10)))
        == Failure("file", "ends early", expected: "16 bytes", got: "10"))
    #expect(try failure([]) == Failure("file", "ends early", expected: "16 bytes", got: "0"))
  }

  @Test func bytesAfterTheEndAreRefused() throws {
    #expect(
      try failure(whole + [0])
        == Failure("file", "goes on after its end", expected: "28 bytes", got: "more"))
  }

  @Test func anotherFormatTypeOrRankIsNamed() throws {
    #expect(
      try failure(Array("PK\u{3}\u{4}, a zip".utf8))
        == Failure(
          "file", "is no idx file", expected: "it to begin with 0 0 8 3", got: "80 75 3 4"))
    #expect(
      try failure([0, 0, 13, 3] + whole.dropFirst(4))
        == Failure(
          "file", "idx values are of another type", expected: "unsigned bytes (8)", got: "13"))
    #expect(
      try failure(whole, rank: 1) == Failure("file", "idx rank", expected: "1 sizes", got: "3"))
  }

  @Test func sizesThatNoFileCanHaveAreRefused() throws {
    let sizes: [UInt8] = .init(repeating: 255, count: 12)
    #expect(
      try failure([0, 0, 8, 3] + sizes)?.what
        == "idx sizes [4294967295, 4294967295, 4294967295] are more than a file can hold")
  }

  @Test func aHeaderThatLiesAboutItsSizeCostsNoMemory() throws {
    // 2^62 bytes are promised, 12 are there.
    let sizes: [UInt8] = [64, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 4]
    #expect(
      try failure([0, 0, 8, 3] + sizes + Array(1...12))
        == Failure("file", "ends early", expected: "4611686018427387920 bytes", got: "28"))
  }

  @Test func aMissingFileIsNamed() {
    #expect {
      try IDXFile(path: "/no/such", rank: 3)
    } throws: { "\($0)" == "/no/such: cannot be opened (No such file or directory)" }
  }

  @Test func aFolderIsNoFile() throws {
    #expect(throws: Failure.self) { try IDXFile(path: folder.path, rank: 3) }
  }

  @Test func everyTruncationThrowsAndNoFlippedBitTraps() throws {
    for length in 0..<whole.count {
      #expect(throws: Failure.self, "\(length) bytes") {
        try IDXFile(path: folder.write("x-idx", Array(whole.prefix(length))), rank: 3)
      }
    }
    for bit in 0..<whole.count * 8 {
      var flipped = whole
      flipped[bit / 8] ^= 1 << (bit % 8)
      do {
        let file = try IDXFile(path: folder.write("x-idx", flipped), rank: 3)
        #expect(file.sizes.reduce(1, *) == file.bytes.count, "bit \(bit)")
      } catch is Failure {}
    }
  }
}
