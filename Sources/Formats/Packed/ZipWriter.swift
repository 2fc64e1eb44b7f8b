import Tensors

/// Writes zip files of stored members.
/// - Source: PKWARE, APPNOTE.TXT 6.3.10, §4.3.
package enum ZipWriter {
  /// - Throws: `Failure` where the members are more than a zip file of 32 bits holds.
  package static func archive(_ members: [(name: String, bytes: [UInt8])]) throws -> [UInt8] {
    guard members.reduce(0, { $0 + $1.bytes.count + 512 }) < 0xFFFF_FFFF else {
      throw Failure("npz", "is larger than 4 GB", expected: "less", code: .archiveTooLarge)
    }
    func number(_ value: Int, _ size: Int) -> [UInt8] {
      (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var (file, directory): ([UInt8], [UInt8]) = ([], [])
    for (name, bytes) in members {
      let checksum = Int(Deflate.checksum(bytes.span))
      // Version 2.0, no flags, stored; 1 January 1980 keeps the file the same whenever it is written.
      let common =
        number(20, 2) + number(0, 4) + number(0, 2) + number(0x21, 2) + number(checksum, 4)
        + number(bytes.count, 4) + number(bytes.count, 4) + number(name.utf8.count, 2)
        + number(0, 2)
      directory +=
        number(0x0201_4B50, 4) + number(20, 2) + common + number(0, 2) + number(0, 2)
        + number(0, 2) + number(0, 4) + number(file.count, 4) + Array(name.utf8)
      file += number(0x0403_4B50, 4) + common + Array(name.utf8) + bytes
    }
    let end =
      number(0x0605_4B50, 4) + number(0, 4) + number(members.count, 2) + number(members.count, 2)
      + number(directory.count, 4) + number(file.count, 4) + number(0, 2)
    return file + directory + end
  }
}
