import FoundationEssentials
import Glibc
import Synchronization
import Tensors

/// A file that several threads may write to, each at a place of its own; it gets its name when all of
/// it is there, and is gone where that does not come about.
package final class NewFile: Sendable {
  /// Where it will be.
  package let path: String
  private let temporary: String
  /// What a full disk could do better, for errors.
  private let expectation: String
  private let file: Int32
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
    file = Retried.call {
      unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    }
    guard file >= 0 else { throw Self.failure(temporary, expectation) }
    // For as long as it is written to: what nobody holds is left over.
    _ = Retried.call { flock(file, LOCK_EX | LOCK_NB) }
  }

  deinit {
    close(file)
    if !hasName.load(ordering: .relaxed) { unsafe unlink(temporary) }
  }

  /// - Throws: `Failure` where the bytes cannot be written, such as on a full disk.
  package func write(_ bytes: [UInt8], at place: Int) throws {
    var done = 0
    while done < bytes.count {
      let wrote = unsafe bytes.withUnsafeBytes { buffer in
        unsafe pwrite(
          file, buffer.baseAddress.map { unsafe $0 + done }, min(bytes.count - done, 1 << 30),
          off_t(place + done))
      }
      guard wrote > 0 else {
        if wrote < 0, errno == EINTR { continue }
        throw failure
      }
      done += wrote
    }
  }

  /// Asks the system for room: writing there is a third faster, and a full disk shows before any work
  /// is done.
  /// - Throws: `Failure` where there is not so much.
  package func reserve(_ range: Range<Int>) throws {
    // It returns the number of the error, and does not set it.
    var code = EINTR
    while code == EINTR {
      code = posix_fallocate(file, off_t(range.lowerBound), off_t(range.count))
    }
    if code == ENOSPC {
      errno = ENOSPC
      throw failure
    }
  }

  /// Gives the file its name; one that had it is replaced.
  /// - Parameter isFlushed: waits until all of it is on the disk.
  /// - Throws: `Failure` where that cannot be done.
  package func finish(flushing isFlushed: Bool) throws {
    guard !isFlushed || Retried.call({ fsync(file) }) == 0, unsafe rename(temporary, path) == 0
    else {
      throw failure
    }
    hasName.store(true, ordering: .relaxed)
    Leftovers.sweep(beside: path)
  }

  private var failure: Failure { Self.failure(temporary, expectation) }

  private static func failure(_ path: String, _ expectation: String) -> Failure {
    Failure(
      path, "cannot be written (\(unsafe String(cString: strerror(errno))))",
      expected: expectation, code: .file)
  }
}
