/// An array in NumPy's `.npy` format.
/// - Source: NumPy, `numpy/lib/format.py`, versions 1.0 to 3.0 of the format.
package struct NPYFile: Equatable {
  /// The sizes; empty for a single number.
  package let shape: [Int]
  /// The numbers, row-major.
  package let values: [Float]

  /// Reads a file.
  /// - Throws: `Failure` that begins with `name` where it is no array of numbers, or ends early or late.
  package init(_ bytes: [UInt8], name: String) throws {
    let (header, start) = try Self.header(bytes, name: name)
    let description = try NPYHeader(header, name: name)
    guard let count = SizeProduct.of(description.shape),
      let size = SizeProduct.of([count, description.type.size])
    else {
      throw Failure(name, "shape \(description.shape) is more than a file can hold")
    }
    guard bytes.count - start == size else {
      throw Failure(
        name,
        bytes.count - start < size ? "array ends early" : "file goes on after the array",
        expected: "\(size) bytes of data", got: "\(bytes.count - start)")
    }
    shape = description.shape
    try Memory.require(Double(count) * (description.isFortranOrder ? 8 : 4), for: name)
    let inFileOrder = description.type.floats(bytes[start...], bigEndian: description.isBigEndian)
    values =
      description.isFortranOrder
      ? Self.rowMajor(inFileOrder, shape: shape) : inFileOrder
  }

  /// The file of these numbers, the bytes that NumPy 2 writes for them.
  package static func encode(_ values: Span<Float>, shape: [Int]) -> [UInt8] {
    let sizes =
      shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(sizes)), }"
    // NumPy leaves room for the first size to grow to 21 digits, then fills up to a multiple of 64.
    if let first = shape.first { header += String(repeating: " ", count: 21 - "\(first)".count) }
    let begin = magic.count + 4
    header += String(repeating: " ", count: 64 - (begin + header.utf8.count + 1) % 64) + "\n"
    let length = header.utf8.count
    return magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(header.utf8)
      + ElementType.bytes(values)
  }

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  static func header(_ bytes: [UInt8], name: String) throws -> (String, start: Int) {
    guard bytes.starts(with: magic), bytes.count >= 12 else {
      throw Failure(name, "is no .npy file", expected: "it to begin with \\x93NUMPY")
    }
    let isLong = bytes[6] >= 2
    guard 1...3 ~= bytes[6] else {
      throw Failure(
        name, "version of .npy is not known", expected: "1 to 3", got: "\(bytes[6]).\(bytes[7])")
    }
    let start = isLong ? 12 : 10
    let length = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytes.count - start else {
      throw Failure(
        name, "header ends early", expected: "\(length) bytes", got: "\(bytes.count - start)")
    }
    return (String(decoding: bytes[start..<start + length], as: UTF8.self), start + length)
  }

  /// Numbers whose first index runs fastest, put into the order where the last does.
  private static func rowMajor(_ values: [Float], shape: [Int]) -> [Float] {
    guard !values.isEmpty else { return values }
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropFirst() { strides[axis] = strides[axis - 1] * shape[axis - 1] }
    var index = [Int](repeating: 0, count: shape.count)
    var place = 0
    return (0..<values.count).map { _ in
      defer {
        var axis = shape.count - 1
        while axis >= 0 {
          index[axis] += 1
          place += strides[axis]
          if index[axis] < shape[axis] { break }
          place -= strides[axis] * shape[axis]
          index[axis] = 0
          axis -= 1
        }
      }
      return values[place]
    }
  }
}
