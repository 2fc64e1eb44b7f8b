import Formats
import Foundation
import Tensors
import TestSupport
import Testing

/// Files that change while they are open, and what programs leave that are ended.
@Suite struct ReadableFileTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = try folder.write("file", Array(0..<100))
  }

  @Test func anyPlaceIsRead() throws {
    let file = try ReadableFile(path)
    #expect(file.count == 100)
    #expect(try file.bytes(7..<11) == [7, 8, 9, 10])
    #expect(try file.bytes(100..<100) == [])
    var target = [UInt8](repeating: 0, count: 6)
    try file.read(97..<100, into: &target, at: 2)
    #expect(target == [0, 0, 97, 98, 99, 0])
  }

  @Test func aFileThatWasCutOffIsAnError() throws {
    let file = try ReadableFile(path)
    try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 50)
    #expect(try file.bytes(40..<50).count == 10)
    #expect {
      try file.bytes(40..<60)
    } throws: { "\($0)" == "\(path): ends early (expected 60 bytes, got 50)" }
    var target = [UInt8](repeating: 0, count: 20)
    #expect(throws: Failure.self) { try file.read(40..<60, into: &target, at: 0) }
  }

  @Test func whatIsNoFileIsRefused() {
    for other in [folder.path, folder.path + "/none", "/dev/null"] {
      #expect(throws: Failure.self) { try ReadableFile(other) }
    }
  }

  /// A program that was ended while it wrote has left a part; the next file that is finished there takes
  /// it away, and leaves what others are writing.
  @Test func leftPartsAreSweptByTheNextSuccess() throws {
    let left = try folder.write("old.images.1234.part", "left over")
    let foreign = try folder.write("notes.part", "mine")
    let other = try NewFile(folder.path + "/other", expecting: "room")
    try other.write([1, 2, 3], at: 0)
    let file = try NewFile(folder.path + "/new", expecting: "room")
    try file.write([1], at: 0)
    #expect(FileManager.default.fileExists(atPath: left))
    try file.finish(flushing: false)
    #expect(!FileManager.default.fileExists(atPath: left))
    #expect(FileManager.default.fileExists(atPath: foreign))
    try other.finish(flushing: false)
    #expect(try FileBytes.read(folder.path + "/other") == [1, 2, 3])
  }
}
