import ActiveLearning
import Foundation
import Tensors
import TestSupport
import Testing

/// The packed file: the gzip of [0, 0, 8, 1, 0, 0, 0, 10] and ten labels, with NumPy's and Python's help
/// (scripts/dev/golden-formats.py).
@Suite struct InputFileTests {
  private let folder: TemporaryFolder
  private let packed: [UInt8]

  init() throws {
    folder = try TemporaryFolder()
    let path = TestData.fixture("labels-idx1-ubyte.gz")
    packed = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private func read(_ bytes: [UInt8]) throws -> IDXFile {
    try IDXFile(path: folder.write("labels.gz", bytes), rank: 1)
  }

  @Test func packedFilesAreUnpacked() throws {
    #expect(try read(packed).bytes == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
  }

  @Test func aTruncatedPackedFileIsNamed() throws {
    let failure = #expect(throws: Failure.self) { try read(packed.dropLast(9)) }
    #expect(failure?.what == "the packed file ends early")
    #expect(failure?.who == folder.path + "/labels.gz")
  }

  @Test func aWrongChecksumIsSeen() throws {
    var damaged = packed
    damaged[damaged.count - 6] ^= 1
    let failure = #expect(throws: Failure.self) { try read(damaged) }
    #expect(
      failure?.what == "the packed file is damaged (incorrect data check)")
  }

  @Test func everyTruncationThrowsAndNoFlippedBitTraps() throws {
    for length in 0..<packed.count {
      #expect(throws: Failure.self, "\(length) bytes") { try read(Array(packed.prefix(length))) }
    }
    var accepted = 0
    for bit in 0..<packed.count * 8 {
      var flipped = packed
      flipped[bit / 8] ^= 1 << (bit % 8)
      do {
        // What is accepted may differ in the heading of the gzip stream only (its time, its system).
        #expect(try read(flipped).bytes == read(packed).bytes, "bit \(bit)")
        accepted += 1
      } catch is Failure {}
    }
    #expect(accepted < packed.count * 8 / 2)
  }

  @Test func severalMembersAreOneFile() throws {
    let whole: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1]
    let (begin, end) = (member(whole[..<9]), member(whole[9...]))
    #expect(try read(member(whole[...])).bytes == [7, 2, 1])
    #expect(try read(begin + end).bytes == [7, 2, 1])
    #expect(throws: Failure.self) { try read(begin) }
    #expect(throws: Failure.self) { try read(begin + end + end) }
  }

  /// Bytes in one stored block of a gzip stream (RFC 1951, §3.2.4; RFC 1952, §2.2).
  private func member(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    func number(_ value: UInt) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 255) } }
    let size = number(UInt(bytes.count))
    return [31, 139, 8, 0, 0, 0, 0, 0, 0, 255, 1, size[0], size[1], ~size[0], ~size[1]] + bytes
      + number(CRC32.of([bytes])) + size
  }

  @Test func aSizeThatIsALieIsFoundOut() throws {
    for size: [UInt8] in [[0, 0, 0, 0], [17, 0, 0, 0], [255, 255, 255, 255]] {
      let lying = packed.dropLast(4) + size
      let failure = #expect(throws: Failure.self) { try read(Array(lying)) }
      #expect(failure?.what == "the packed file is damaged (incorrect length check)")
    }
  }
}
