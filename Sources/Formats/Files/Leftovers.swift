import Glibc
import Tensors

/// Temporary files of programs that were ended while they wrote: nobody will finish them.
enum Leftovers {
  /// Removes the `.part` files in the folder of a file that no process holds a lock on. What cannot be
  /// looked at or removed stays.
  static func sweep(beside path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let folder = parts.isEmpty ? "." : parts.joined(separator: "/")
    guard let listing = unsafe opendir(folder.isEmpty ? "/" : folder) else { return }
    defer { unsafe closedir(listing) }
    while let entry = unsafe readdir(listing) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name.wholeMatch(of: /.+\.[0-9]+\.part/) != nil else { continue }
      remove("\(folder)/\(name)")
    }
  }

  private static func remove(_ path: String) {
    let file = Retried.call { unsafe open(path, O_RDWR | O_CLOEXEC) }
    guard file >= 0 else { return }
    defer { close(file) }
    // Whoever writes holds it, but for a moment between making and holding it.
    if lseek(file, 0, SEEK_END) > 0, Retried.call({ flock(file, LOCK_EX | LOCK_NB) }) == 0 {
      unsafe unlink(path)
    }
  }
}
