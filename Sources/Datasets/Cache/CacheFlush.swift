import Formats
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
    LateFlush.start(path, marking: CacheHead.flushedPlace)
  }
}
