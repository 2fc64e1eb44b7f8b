import Glibc
import SystemPackage
import Tensors
import TestSupport
import Testing

/// What swift-system leaves out.
@Suite struct FileDescriptorDiskTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path + "/file" }

  init() throws { folder = try TemporaryFolder() }

  @Test func onlyOneDescriptorHoldsTheLock() throws {
    let first = try FileDescriptor.opened(path, .readWrite, .create, permissions: .ownerReadWrite)
    let second = try FileDescriptor.opened(path, .readWrite)
    defer { try? second.close() }
    #expect(first.lock())
    #expect(!second.lock())
    try first.close()
    #expect(second.lock())
  }

  @Test func errorsAreTheSystems() throws {
    #expect(throws: Errno.noSuchFileOrDirectory) { try FileDescriptor.opened(path, .readOnly) }
    let folder = try FileDescriptor.opened("/", .readOnly)
    #expect(folder.size == nil)
    try folder.close()
    #expect(throws: Errno.badFileDescriptor) { try folder.flush() }
  }

  /// A command must not hold a lock, or keep a full disk from being emptied.
  @Test func commandsDoNotInheritIt() throws {
    let file = try FileDescriptor.opened("/dev/null", .readOnly)
    defer { try? file.close() }
    #expect(fcntl(file.rawValue, F_GETFD) & FD_CLOEXEC != 0)
  }
}
