import Formats
import Tensors

/// Arrays under names in one file: `.npz`, HDF5 or MATLAB. They are read when they are asked for.
struct NamedArrays {
  /// For messages.
  let path: String
  let names: [String]
  let images: (String) throws -> ImageArray
  let labels: (String) throws -> [Int]
  /// What the lowest class is called, where classes have no names: MATLAB counts from 1.
  var firstClass = 0

  /// The arrays of an `.npz` file.
  /// - Throws: `Failure` where it is no such file.
  init(npz path: String) throws {
    let archive = try ZipArchive(path)
    self.path = path
    names = archive.names.map { $0.hasSuffix(".npy") ? String($0.dropLast(4)) : $0 }
    images = { name in
      let place = "\(path): \(name)"
      return try ImageArray(
        npy: InputBytes(archive.read("\(name).npy"), name: place), name: place)
    }
    labels = { try ImageArray.labels(archive.read("\($0).npy"), name: "\(path): \($0)") }
  }

  /// The arrays of an HDF5 file, under the names of their groups, too. Images are bytes, or numbers in
  /// [0, 1]; rows of n² numbers are grey images of n×n.
  /// - Throws: `Failure` where it is no such file.
  init(hdf5 path: String, checkpoint: @escaping () throws -> Void) throws {
    let file = HDF5File(path, checkpoint: checkpoint)
    self.path = path
    names = try file.names
    images = { name in
      let place = "\(path): \(name)"
      let (sizes, bytes) = try file.bytes(name) ?? Self.bytes(ofUnit: file.floats(name), place)
      return try ImageArray(bytes, sizes: Self.square(sizes), name: place)
    }
    labels = { name in
      let (sizes, values) = try file.integers(name)
      return try Self.classes(values, sizes, "\(path): \(name)")
    }
  }

  /// The variables of a MATLAB file: images of unsigned bytes, [height × width × n] or
  /// [height × width × channels × n] as MATLAB counts; classes from 0 or from 1 on.
  /// - Throws: `Failure` where it is no such file.
  init(mat path: String) throws {
    let file = try MATFile(path)
    self.path = path
    names = file.names
    images = { name in
      let (sizes, bytes) = try MATFile(path).bytes(name, ranks: 3...4)
      let (height, width, planes) = (sizes[0], sizes[1], sizes[2...].reduce(1, *))
      let rows = try ColumnMajor.transposed(bytes, planes: planes, height: height, width: width)
      return try ImageArray(
        rows, sizes: sizes[2...].reversed() + [height, width], name: "\(path): \(name)")
    }
    let read = { (name: String) in
      let values = try MATFile(path).integers(name)
      return try Self.classes(values, [values.count], "\(path): \(name)")
    }
    // All of a file count alike.
    let lowest = try Self.layouts(among: names).compactMap(\.labels).compactMap {
      try read($0).min()
    }
    firstClass = (lowest.min() ?? 0) > 0 ? 1 : 0
    labels = { [firstClass] name in try read(name).map { $0 - firstClass } }
  }

  private static func bytes(
    ofUnit numbers: (sizes: [Int], values: [Float]), _ name: String
  ) throws -> (sizes: [Int], values: [UInt8]) {
    if let wrong = numbers.values.first(where: { !(0...1 ~= $0) }) {
      throw Failure(
        name, "has a pixel out of range", expected: "bytes, or numbers from 0 to 1", got: "\(wrong)"
      )
    }
    return (numbers.sizes, numbers.values.map { UInt8(($0 * 255).rounded()) })
  }

  /// Rows as squares.
  private static func square(_ sizes: [Int]) -> [Int] {
    guard sizes.count == 2 else { return sizes }
    let side = Int(Double(sizes[1]).squareRoot())
    return side * side == sizes[1] ? [sizes[0], side, side] : sizes
  }

  private static func classes(_ values: [Int], _ sizes: [Int], _ name: String) throws -> [Int] {
    guard values.count == sizes.first else {
      throw Failure(name, "is no list of classes", expected: "[n] or [n, 1]", got: "\(sizes)")
    }
    if let wrong = values.first(where: { $0 < 0 }) {
      throw Failure(name, "holds what is no class", expected: "0, 1, …", got: "\(wrong)")
    }
    return values
  }
}
