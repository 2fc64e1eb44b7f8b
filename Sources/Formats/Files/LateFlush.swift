import Dispatch
import SystemPackage
import Tensors

/// Brings files to the disk while nobody waits for it.
package enum LateFlush {
  /// Flushes a file, then sets one of its bytes to 1 to say so. What does not come to that is left as
  /// it is.
  package static func start(_ path: String, marking place: Int) {
    DispatchQueue.global(qos: .utility).async {
      guard let file = try? FileDescriptor.opened(path, .readWrite) else { return }
      try? file.closeAfter {
        try file.flush()
        _ = try file.writeAll(toAbsoluteOffset: Int64(place), [1])
        try file.flush()
      }
    }
  }
}
