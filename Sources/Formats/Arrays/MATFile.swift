import CMatIO
import Tensors

/// A MATLAB file of named arrays (matio): versions 4, 5 and 7.3.
@safe package struct MATFile: ~Copyable {
  private let path: String
  private let file: OpaquePointer

  /// - Throws: `Failure` where it is no such file.
  package init(_ path: String) throws {
    guard let file = unsafe Mat_Open(path, Int32(MAT_ACC_RDONLY.rawValue)) else {
      throw Failure(path, "cannot be read as a MATLAB file")
    }
    self.path = path
    unsafe self.file = unsafe file
  }

  deinit {
    unsafe Mat_Close(file)
  }

  /// The names of its variables.
  package var names: [String] {
    var count = 0
    guard let list = unsafe Mat_GetDir(file, &count) else { return [] }
    return (0..<count).compactMap { place in
      unsafe list[place].map { unsafe String(cString: $0) }
    }.sorted()
  }

  /// The sizes and bytes of a variable of unsigned bytes, its first index running fastest.
  /// - Throws: `Failure` where there is none, or one of another type or rank.
  package func bytes(
    _ name: String, ranks: ClosedRange<Int>
  ) throws -> (sizes: [Int], bytes: [UInt8]) {
    try unsafe variable(name) { variable, sizes, count in
      let kind = unsafe variable.pointee.class_type
      guard kind == MAT_C_UINT8, ranks ~= sizes.count else {
        let wanted =
          ranks.count == 1 ? "\(ranks.lowerBound)" : "\(ranks.lowerBound) or \(ranks.upperBound)"
        throw Failure(
          path, "variable \(name) has another form",
          expected: "unsigned bytes with \(wanted) sizes",
          got: kind == MAT_C_UINT8 ? "sizes \(sizes)" : Self.name(kind))
      }
      guard unsafe Mat_VarReadDataAll(file, variable) == 0,
        let data = unsafe variable.pointee.data, unsafe variable.pointee.nbytes == count
      else { throw Failure(path, "variable \(name) is damaged or ends early") }
      return (sizes, unsafe Array(UnsafeRawBufferPointer(start: data, count: count)))
    }
  }

  /// The values of a variable of whole numbers, stored as numbers of any type.
  /// - Throws: `Failure` where there is none, one of another type, or a number that is not whole.
  package func integers(_ name: String) throws -> [Int] {
    try unsafe variable(name) { variable, sizes, count in
      let kind = unsafe variable.pointee.class_type
      switch kind {
      case MAT_C_UINT8: return unsafe try whole(variable, name, count, UInt8.self) { Int($0) }
      case MAT_C_INT8: return unsafe try whole(variable, name, count, Int8.self) { Int($0) }
      case MAT_C_UINT16: return unsafe try whole(variable, name, count, UInt16.self) { Int($0) }
      case MAT_C_INT16: return unsafe try whole(variable, name, count, Int16.self) { Int($0) }
      case MAT_C_UINT32: return unsafe try whole(variable, name, count, UInt32.self) { Int($0) }
      case MAT_C_INT32: return unsafe try whole(variable, name, count, Int32.self) { Int($0) }
      case MAT_C_UINT64:
        return unsafe try whole(variable, name, count, UInt64.self) { Int(exactly: $0) }
      case MAT_C_INT64: return unsafe try whole(variable, name, count, Int64.self) { Int($0) }
      case MAT_C_SINGLE:
        return unsafe try whole(variable, name, count, Float.self) { Int(exactly: $0) }
      case MAT_C_DOUBLE:
        return unsafe try whole(variable, name, count, Double.self) { Int(exactly: $0) }
      default:
        throw Failure(
          path, "variable \(name) has another type", expected: "numbers", got: Self.name(kind))
      }
    }
  }

  /// The values of a variable whose numbers are stored as `type`.
  private func whole<Number>(
    _ variable: UnsafeMutablePointer<matvar_t>, _ name: String, _ count: Int, _ type: Number.Type,
    _ convert: (Number) -> Int?
  ) throws -> [Int] {
    let width = MemoryLayout<Number>.size
    guard unsafe Mat_VarReadDataAll(file, variable) == 0,
      let data = unsafe variable.pointee.data, unsafe variable.pointee.nbytes == count * width
    else { throw Failure(path, "variable \(name) is damaged or ends early") }
    let raw = unsafe UnsafeRawBufferPointer(start: data, count: count * width)
    return try (0..<count).map { row in
      let value = unsafe raw.loadUnaligned(fromByteOffset: row * width, as: type)
      guard let whole = convert(value) else {
        throw Failure(path, "\(name) \(index: row) is no whole number", got: "\(value)")
      }
      return whole
    }
  }

  /// A type of arrays in MATLAB's own word.
  private static func name(_ kind: matio_classes) -> String {
    switch kind {
    case MAT_C_CELL: "cell"
    case MAT_C_STRUCT: "struct"
    case MAT_C_CHAR: "char"
    case MAT_C_DOUBLE: "double"
    case MAT_C_SINGLE: "single"
    case MAT_C_INT8: "int8"
    case MAT_C_UINT8: "uint8"
    case MAT_C_INT16: "int16"
    case MAT_C_UINT16: "uint16"
    case MAT_C_INT32: "int32"
    case MAT_C_UINT32: "uint32"
    case MAT_C_INT64: "int64"
    case MAT_C_UINT64: "uint64"
    default: "type \(kind.rawValue)"
    }
  }

  private func variable<Result>(
    _ name: String,
    _ body: (UnsafeMutablePointer<matvar_t>, _ sizes: [Int], _ count: Int) throws -> Result
  ) throws -> Result {
    guard let variable = unsafe Mat_VarReadInfo(file, name) else {
      throw Failure(path, "has no variable \(name)")
    }
    defer { unsafe Mat_VarFree(variable) }
    let rank = Int(unsafe variable.pointee.rank)
    guard 1...8 ~= rank, let dims = unsafe variable.pointee.dims else {
      throw Failure(path, "variable \(name) has no usable sizes")
    }
    let sizes = (0..<rank).map { unsafe Int(clamping: dims[$0]) }
    guard let count = SizeProduct.of(sizes), unsafe variable.pointee.isComplex == 0 else {
      throw Failure(path, "variable \(name) is too large", got: "sizes \(sizes)")
    }
    // What matio reads, and a copy of it; labels are numbers of eight bytes.
    let size = unsafe variable.pointee.class_type == MAT_C_UINT8 && sizes.count > 2 ? 1 : 8
    try Memory.require(2 * Double(count) * Double(size), for: "\(path): \(name)")
    return try unsafe body(variable, sizes, count)
  }
}
