import CZlib
import Glibc
import Tensors

/// A file that is read from its beginning, unpacked on the way where it is gzip.
///
/// Every error names the file, and says how many bytes were expected and came.
@safe package struct InputFile: ~Copyable {
  /// Where it is.
  package let path: String
  private let handle: gzFile
  private var position = 0

  /// - Throws: `Failure` where the file cannot be opened.
  package init(_ path: String) throws {
    guard let handle = unsafe gzopen(path, "rb") else {
      throw Failure(
        path, "cannot be opened (\(unsafe String(cString: strerror(errno))))", code: .file)
    }
    unsafe gzbuffer(handle, 1 << 17)
    self.path = path
    unsafe self.handle = unsafe handle
  }

  deinit {
    unsafe gzclose_r(handle)
  }

  /// The next `count` bytes.
  ///
  /// Memory grows with what is read, so a header that lies about its size costs nothing.
  /// - Parameter total: How many bytes the whole unpacked file should have, for the message.
  /// - Throws: `Failure` where the file ends early or its packing is damaged.
  package mutating func read(_ count: Int, ofTotal total: Int) throws -> [UInt8] {
    let bytes = try readUp(to: count)
    guard bytes.count == count else {
      throw Failure(path, "ends early", expected: "\(total) bytes", got: "\(position)")
    }
    return bytes
  }

  /// The rest of the file, `limit` bytes at most.
  /// - Throws: `Failure` where there is more, or its packing is damaged.
  package mutating func readAll(limit: Int) throws -> [UInt8] {
    let bytes = try readUp(to: limit)
    guard try readUp(to: 1).isEmpty else {
      throw Failure(path, "is too large", expected: "at most \(limit) bytes")
    }
    return bytes
  }

  /// Makes sure that nothing follows, and that the checksum of a packed file is right.
  /// - Throws: `Failure` where more bytes follow or the checksum is wrong.
  package mutating func end(total: Int) throws {
    guard try readUp(to: 1).isEmpty else {
      throw Failure(path, "goes on after its end", expected: "\(total) bytes", got: "more")
    }
  }

  private mutating func readUp(to count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      try Memory.require(2 * Double(bytes.count), for: path)
      let wanted = min(count - bytes.count, max(1 << 20, bytes.count))
      let old = bytes.count
      bytes.append(contentsOf: repeatElement(0, count: wanted))
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe gzread(
          handle, buffer.baseAddress.map { unsafe $0 + old }, UInt32(min(wanted, 1 << 30)))
      }
      bytes.removeLast(wanted - max(0, Int(got)))
      position += max(0, Int(got))
      if got < wanted { try checkStream() }
      if got <= 0 { break }
    }
    return bytes
  }

  /// zlib reports a packed file that stops within its trailer only here, not by the count it returns.
  private func checkStream() throws {
    var code: Int32 = 0
    let message = unsafe gzerror(handle, &code).map { unsafe String(cString: $0) } ?? ""
    switch code {
    case Z_OK, Z_STREAM_END: return
    case Z_BUF_ERROR:
      throw Failure(
        path, "the packed file ends early", expected: "a whole gzip stream",
        got: "one that stops after \(position) unpacked bytes")
    case Z_ERRNO:
      throw Failure(
        path, "cannot be read (\(unsafe String(cString: strerror(errno))))", code: .file)
    default:
      // zlib's own message begins with the path.
      let reason =
        message.hasPrefix(path + ": ") ? String(message.dropFirst(path.count + 2)) : message
      throw Failure(path, "the packed file is damaged (\(reason))")
    }
  }
}
