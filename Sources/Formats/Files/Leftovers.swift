import Glibc
import SystemPackage
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
    guard let file = try? FileDescriptor.opened(path, .readWrite) else { return }
    defer { try? file.close() }
    // Whoever writes holds it, but for a moment between making and holding it.
    if let size = file.size, size > 0, file.lock() {
      unsafe unlink(path)
    }
  }
}
