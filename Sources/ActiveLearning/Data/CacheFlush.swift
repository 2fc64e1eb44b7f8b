import Dispatch
import Glibc
import Tensors

/// Brings cache files to the disk while nobody waits for it.
///
/// Until one is there, a machine that stops may leave it with holes, so it is trusted only as long as
/// the machine runs on: what was written is then what everybody reads.
enum CacheFlush {
  /// Which run of the machine this is; nil where the system does not say.
  static let boot: String? = {
    let bytes = (try? FileBytes.read("/proc/sys/kernel/random/boot_id")) ?? []
    return bytes.count >= 36 ? String(decoding: bytes.prefix(36), as: UTF8.self) : nil
  }()

  /// Whether a file with this head may be believed.
  static func isTrusted(_ head: CacheHead) -> Bool {
    head.hasReachedDisk || (head.boot != nil && head.boot == boot)
  }

  /// Flushes a file that has its name, and notes in it that this was done. What does not come to that
  /// is done at another opening.
  static func later(_ path: String) {
    DispatchQueue.global(qos: .utility).async {
      let file = unsafe open(path, O_RDWR | O_CLOEXEC)
      guard file >= 0 else { return }
      defer { close(file) }
      var yes: UInt8 = 1
      guard fsync(file) == 0, unsafe pwrite(file, &yes, 1, off_t(CacheHead.flushedPlace)) == 1
      else { return }
      fsync(file)
    }
  }
}
