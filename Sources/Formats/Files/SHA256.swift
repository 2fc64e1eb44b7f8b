import CMessageDigest
import Tensors

/// SHA-256 of bytes that come in pieces (libmd).
/// - Source: FIPS 180-4, §6.2.
package struct SHA256 {
  private var context = SHA2_CTX()

  package init() {
    unsafe SHA256Init(&context)
  }

  package mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe SHA256Update(&context, $0.baseAddress, $0.count) }
  }

  package mutating func update(_ text: String) {
    update(Array(text.utf8).span)
  }

  /// The digest of a whole file, in hexadecimal.
  /// - Throws: `Failure` where it cannot be read.
  package static func digest(ofFile path: String) throws -> String {
    var digest = SHA256()
    let bytes = try FileBytes.read(path)
    digest.update(bytes.span)
    return digest.finish()
  }

  /// The digest in hexadecimal; nothing may follow.
  package mutating func finish() -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    unsafe digest.withUnsafeMutableBufferPointer {
      unsafe SHA256Final($0.baseAddress, &context)
    }
    let digits = Array("0123456789abcdef")
    return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
