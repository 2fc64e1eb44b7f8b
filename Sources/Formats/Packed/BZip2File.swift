import CBZip2
import Tensors

/// A file packed by bzip2, whole.
package enum BZip2File {
  /// The unpacked bytes; memory grows with what is unpacked.
  /// - Throws: `Failure` where it is damaged, ends early, or holds more than `limit` bytes.
  package static func read(_ path: String, limit: Int) throws -> [UInt8] {
    let packed = try FileBytes.read(path)
    var result = GrowingBytes(for: path)
    var rest = packed[...]
    // A file may be several streams, one after another; bzip2 itself writes such files in parallel.
    repeat {
      rest = try unpack(rest, path: path, limit: limit, onto: &result)
    } while !rest.isEmpty
    return result.bytes
  }

  /// Unpacks one stream, and gives what follows it.
  private static func unpack(
    _ packed: ArraySlice<UInt8>, path: String, limit: Int, onto result: inout GrowingBytes
  ) throws -> ArraySlice<UInt8> {
    var stream = unsafe bz_stream()
    guard unsafe BZ2_bzDecompressInit(&stream, 0, 0) == BZ_OK else {
      throw Failure(path, "cannot be unpacked (out of memory)")
    }
    defer { unsafe BZ2_bzDecompressEnd(&stream) }
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    try Memory.require(Double(packed.count), for: path)
    var input = Array(packed)
    let total = input.count
    var used = 0
    while true {
      let (code, eaten, made) = unsafe input.withUnsafeMutableBufferPointer { source in
        unsafe buffer.withUnsafeMutableBufferPointer { target in
          let given = min(total - used, 1 << 30)
          unsafe source.withMemoryRebound(to: CChar.self) {
            unsafe stream.next_in = $0.baseAddress.map { unsafe $0 + used }
          }
          unsafe stream.avail_in = UInt32(given)
          unsafe target.withMemoryRebound(to: CChar.self) {
            unsafe stream.next_out = $0.baseAddress
          }
          unsafe stream.avail_out = UInt32(target.count)
          let code = unsafe BZ2_bzDecompress(&stream)
          return unsafe (
            code, given - Int(stream.avail_in), target.count - Int(stream.avail_out)
          )
        }
      }
      used += eaten
      try result.append(buffer.prefix(made))
      guard result.bytes.count <= limit else {
        throw Failure(path, "unpacks to too much", expected: "at most \(limit) bytes")
      }
      switch code {
      case BZ_STREAM_END: return packed.dropFirst(used)
      case BZ_OK where eaten > 0 || made > 0: continue
      case BZ_OK: throw Failure(path, "the packed file ends early")
      default: throw Failure(path, "is no whole bzip2 file (code \(code))")
      }
    }
  }
}
