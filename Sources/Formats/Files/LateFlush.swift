import Dispatch
import Glibc
import Tensors

/// Brings files to the disk while nobody waits for it.
package enum LateFlush {
  /// Flushes a file, then sets one of its bytes to 1 to say so. What does not come to that is left as
  /// it is.
  package static func start(_ path: String, marking place: Int) {
    DispatchQueue.global(qos: .utility).async {
      let file = Retried.call { unsafe open(path, O_RDWR | O_CLOEXEC) }
      guard file >= 0 else { return }
      defer { close(file) }
      var yes: UInt8 = 1
      guard Retried.call({ fsync(file) }) == 0,
        Retried.call({ unsafe pwrite(file, &yes, 1, off_t(place)) }) == 1
      else { return }
      _ = Retried.call { fsync(file) }
    }
  }
}
