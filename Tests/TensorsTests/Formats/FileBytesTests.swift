import Glibc
import Tensors
import TestSupport
import Testing

@Suite struct FileBytesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func whatIsWrittenIsRead() throws {
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try FileBytes.write(bytes, to: folder.path + "/a")
    #expect(try FileBytes.read(folder.path + "/a") == bytes)
    #expect(
      try FileBytes.read(folder.path + "/a", atMost: .max, first: 70_000) == Array(bytes[..<70_000])
    )
    #expect(throws: Failure.self) { try FileBytes.read(folder.path + "/a", atMost: 199_999) }
  }

  /// Files of the system's own say that they are empty.
  @Test func filesWithoutASizeAreReadToTheirEnd() throws {
    let bytes = try FileBytes.read("/proc/self/smaps")
    #expect(bytes.count > 1 << 16)
    #expect(bytes.last == UInt8(ascii: "\n"))
    #expect(try FileBytes.read("/proc/self/smaps", atMost: 100).count == 100)
  }

  /// Its other end may never come.
  @Test func aPipeIsNotWaitedFor() throws {
    try #require(unsafe mkfifo(folder.path + "/pipe", 0o600) == 0)
    let failure = Failure(folder.path + "/pipe", "is no file", code: .file)
    #expect(throws: failure) {
      try FileBytes.read(folder.path + "/pipe")
    }
  }
}
