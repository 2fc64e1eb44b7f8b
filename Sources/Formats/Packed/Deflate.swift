import CDeflate
import Tensors

/// Unpacks what gzip and zip packed, whole and at once (libdeflate): several times as fast as in pieces.
///
/// Everything gives nil where anything is odd; reading in pieces then finds out what.
package enum Deflate {
  /// No packed byte stands for more bytes than this.
  private static let largestRatio = 1032

  /// A gzip file of one member, as nearly all are; its checksum is compared.
  /// - Source: P. Deutsch 1996, RFC 1952: the last four bytes are the size.
  /// - Parameter size: what must come out; nil: what the file says.
  /// - Throws: `Failure` of `who` where there is no memory for it.
  static func gunzip(
    _ packed: [UInt8], size wanted: Int? = nil, limit: Int, for who: String
  ) throws -> [UInt8]? {
    guard packed.count >= 18, packed.starts(with: [0x1F, 0x8B]) else { return nil }
    let size = packed.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard size <= limit, wanted == nil || wanted == size else { return nil }
    return unsafe try unpack(packed[...], size: size, for: who) { decompressor, source, target in
      var (used, made) = (0, 0)
      let status = unsafe libdeflate_gzip_decompress_ex(
        decompressor, source.baseAddress, source.count, target.baseAddress, target.count, &used,
        &made)
      return status == LIBDEFLATE_SUCCESS && used == source.count && made == target.count
    }
  }

  /// Deflated bytes without any heading, as in zip files.
  /// - Throws: `Failure` of `who` where there is no memory for it.
  static func inflate(
    _ packed: ArraySlice<UInt8>, size: Int, for who: String
  ) throws -> [UInt8]? {
    unsafe try unpack(packed, size: size, for: who) { decompressor, source, target in
      unsafe libdeflate_deflate_decompress(
        decompressor, source.baseAddress, source.count, target.baseAddress, target.count, nil)
        == LIBDEFLATE_SUCCESS
    }
  }

  /// CRC-32 of bytes that follow those of an earlier sum.
  package static func checksum(_ bytes: borrowing Span<UInt8>, after sum: UInt32 = 0) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer {
      unsafe libdeflate_crc32(sum, $0.baseAddress, $0.count)
    }
  }

  private static func unpack(
    _ packed: ArraySlice<UInt8>, size: Int, for who: String,
    _ body: (OpaquePointer, UnsafeBufferPointer<UInt8>, UnsafeMutableBufferPointer<UInt8>) -> Bool
  ) throws -> [UInt8]? {
    guard 0...packed.count * largestRatio ~= size else { return nil }
    try Memory.require(Double(size), for: who)
    guard let decompressor = unsafe libdeflate_alloc_decompressor()
    else { return nil }
    defer { unsafe libdeflate_free_decompressor(decompressor) }
    var isWhole = false
    // A size that is a lie costs no memory, as what is not written takes none.
    let result = unsafe [UInt8](unsafeUninitializedCapacity: size) { target, filled in
      isWhole = unsafe packed.withUnsafeBufferPointer { source in
        unsafe body(decompressor, source, UnsafeMutableBufferPointer(rebasing: target[0..<size]))
      }
      filled = isWhole ? size : 0
    }
    return isWhole ? result : nil
  }
}
