import CZlib

/// EXIF data as ImageMagick writes them into PNG files: hexadecimal digits in a text.
enum RawProfile {
  /// The beginning of the data, up to what orientation may need; nil where the text is another one.
  /// - Parameter chunk: what is in a `tEXt` or `zTXt` chunk.
  static func exif(_ chunk: ArraySlice<UInt8>, isPacked: Bool) -> [UInt8]? {
    let names = ["Raw profile type exif\0", "Raw profile type APP1\0"].map { Array($0.utf8) }
    guard let name = names.first(where: { chunk.starts(with: $0) }) else { return nil }
    // A byte more says how it was packed: 0, as zlib does.
    let data = chunk.dropFirst(name.count + (isPacked ? 1 : 0))
    let text = isPacked ? unpacked(data)[...] : data
    // A line of its own each: the name, how many bytes; then the digits.
    let lines = text.split(separator: UInt8(ascii: "\n"), maxSplits: 2)
    guard lines.count == 3 else { return nil }
    let digits = lines[2].compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).map {
      UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
    let mark = Array("Exif\0\0".utf8)
    return bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
  }

  /// The first 64 kB of what zlib packed.
  private static func unpacked(_ data: ArraySlice<UInt8>) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: 1 << 16)
    var count = UInt(result.count)
    let status = unsafe data.withUnsafeBufferPointer { source in
      unsafe result.withUnsafeMutableBufferPointer { target in
        unsafe uncompress(target.baseAddress, &count, source.baseAddress, UInt(source.count))
      }
    }
    guard status == Z_OK || status == Z_BUF_ERROR else { return [] }
    return Array(result.prefix(status == Z_OK ? Int(count) : result.count))
  }
}
