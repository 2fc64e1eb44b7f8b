/// An array of bytes in NumPy's `.npy` format: uint8 stays uint8.
package struct NPYBytes {
  /// The sizes.
  package let shape: [Int]
  /// The bytes, row-major.
  package let bytes: [UInt8]

  /// Reads a file.
  /// - Throws: `Failure` that begins with `name` where it is no row-major array of bytes, or ends early
  ///   or late.
  package init(_ file: [UInt8], name: String) throws {
    let (text, start) = try NPYFile.header(file, name: name)
    let header = try NPYHeader(text, name: name)
    guard header.type == .uint8 || header.type == .bool, !header.isFortranOrder else {
      throw Failure(
        name, "is no array of bytes in row-major order", expected: "u1",
        got: header.isFortranOrder ? "Fortran order" : header.type.numpyName)
    }
    guard let count = SizeProduct.of(header.shape) else {
      throw Failure(name, "shape \(header.shape) is more than a file can hold")
    }
    guard file.count - start == count else {
      throw Failure(
        name, file.count - start < count ? "array ends early" : "file goes on after the array",
        expected: "\(count) bytes of data", got: "\(file.count - start)")
    }
    shape = header.shape
    bytes = Array(file[start...])
  }

  /// The file of numbers whose bytes are given as they are to stand in it.
  /// - Parameter type: NumPy's `descr`, such as `|u1`.
  package static func encode(_ bytes: [UInt8], shape: [Int], type: String) -> [UInt8] {
    let sizes =
      shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
    var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(sizes)), }"
    header += String(repeating: " ", count: 64 - (10 + header.utf8.count + 1) % 64) + "\n"
    let length = header.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 255), UInt8(length >> 8)]
      + Array(header.utf8) + bytes
  }
}
