import Glibc
import Synchronization
import SystemPackage
import Tensors

/// A file that several threads may write to, each at a place of its own; it gets its name when all of
/// it is there, and is gone where that does not come about.
package final class NewFile: Sendable {
  /// Where it will be.
  package let path: String
  private let temporary: String
  /// What a full disk could do better, for errors.
  private let expectation: String
  private let file: FileDescriptor
  private let hasName = Atomic(false)

  /// Makes the folder, where there is none, and a temporary file in it.
  /// - Throws: `Failure` where either cannot be made.
  package init(_ path: String, expecting expectation: String) throws {
    self.path = path
    self.expectation = expectation
    let temporary = "\(path).\(getpid()).part"
    self.temporary = temporary
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    try FolderMaking.make(folder)
    do {
      file = try FileDescriptor.opened(
        temporary, .writeOnly, [.create, .truncate],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
    } catch {
      throw Self.failure(temporary, expectation, error)
    }
    // For as long as it is written to: what nobody holds is left over.
    _ = file.lock()
  }

  deinit {
    try? file.close()
    if !hasName.load(ordering: .relaxed) { unsafe unlink(temporary) }
  }

  /// - Throws: `Failure` where the bytes cannot be written, such as on a full disk.
  package func write(_ bytes: [UInt8], at place: Int) throws {
    do {
      _ = try file.writeAll(toAbsoluteOffset: Int64(place), bytes)
    } catch {
      throw failure(error)
    }
  }

  /// Asks the system for room: writing there is a third faster, and a full disk shows before any work
  /// is done.
  /// - Throws: `Failure` where there is not so much.
  package func reserve(_ range: Range<Int>) throws {
    // It returns the number of the error, and does not set it.
    var code = EINTR
    while code == EINTR {
      code = posix_fallocate(file.rawValue, off_t(range.lowerBound), off_t(range.count))
    }
    if code == ENOSPC { throw failure(Errno.noSpace) }
  }

  /// Gives the file its name; one that had it is replaced.
  /// - Parameter isFlushed: waits until all of it is on the disk.
  /// - Throws: `Failure` where that cannot be done.
  package func finish(flushing isFlushed: Bool) throws {
    do {
      if isFlushed { try file.flush() }
      guard unsafe rename(temporary, path) == 0 else { throw Errno(rawValue: errno) }
    } catch {
      throw failure(error)
    }
    hasName.store(true, ordering: .relaxed)
    Leftovers.sweep(beside: path)
  }

  private func failure(_ error: any Error) -> Failure {
    Self.failure(temporary, expectation, error)
  }

  private static func failure(
    _ path: String, _ expectation: String, _ error: any Error
  ) -> Failure {
    Failure(path, "cannot be written (\(error))", expected: expectation, code: .file)
  }
}
