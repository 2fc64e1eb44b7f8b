/// Where the bytes of an array are in a file in NumPy's `.npy` format, and how they are arranged.
package struct NPYLayout {
  /// The sizes.
  package let shape: [Int]
  /// Where the first byte is; the last one ends the file.
  package let start: Int

  /// Looks at the beginning of a file.
  /// - Parameter count: Bytes of the whole file.
  /// - Throws: `Failure` that begins with `name` where it is no row-major array of bytes, or ends early
  ///   or late.
  package init(_ beginning: [UInt8], count: Int, name: String) throws {
    let (text, start) = try NPYFile.header(beginning, name: name)
    let header = try NPYHeader(text, name: name)
    guard header.type == .uint8 || header.type == .bool, !header.isFortranOrder else {
      throw Failure(
        name, "is no array of bytes in row-major order", expected: "u1",
        got: header.isFortranOrder ? "Fortran order" : header.type.numpyName)
    }
    guard let expected = SizeProduct.of(header.shape) else {
      throw Failure(name, "shape \(header.shape) is more than a file can hold")
    }
    guard count - start == expected else {
      throw Failure(
        name, count - start < expected ? "array ends early" : "file goes on after the array",
        expected: "\(expected) bytes of data", got: "\(count - start)")
    }
    (shape, self.start) = (header.shape, start)
  }
}

/// An array of bytes in NumPy's `.npy` format: uint8 stays uint8.
package enum NPYBytes {
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
