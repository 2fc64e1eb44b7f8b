import CHDF5
import Tensors

/// An HDF5 file of arrays in groups.
@safe struct HDF5File: ~Copyable {
  private let path: String
  private let file: hid_t

  /// - Throws: `Failure` where it is no such file.
  init(_ path: String) throws {
    chdf5_be_quiet()
    let file = unsafe H5Fopen(path, chdf5_read_only(), chdf5_default())
    guard file >= 0 else { throw Failure(path, "cannot be read as an HDF5 file") }
    self.path = path
    self.file = file
  }

  deinit {
    H5Fclose(file)
  }

  /// The sizes and values of an array of numbers, row-major.
  /// - Throws: `Failure` where there is none, or it cannot be read.
  func floats(_ name: String) throws -> (sizes: [Int], values: [Float]) {
    try read(name, as: chdf5_float(), 0 as Float)
  }

  /// The sizes and values of an array of whole numbers, row-major.
  /// - Throws: `Failure` where there is none, or it cannot be read.
  func integers(_ name: String) throws -> (sizes: [Int], values: [Int]) {
    try read(name, as: chdf5_int64(), 0 as Int)
  }

  private func read<Number>(
    _ name: String, as type: hid_t, _ zero: Number
  ) throws -> (sizes: [Int], values: [Number]) {
    let array = unsafe H5Dopen2(file, name, chdf5_default())
    guard array >= 0 else { throw Failure(path, "has no array \(name)") }
    defer { H5Dclose(array) }
    let space = H5Dget_space(array)
    guard space >= 0 else { throw Failure(path, "array \(name) has no sizes") }
    defer { H5Sclose(space) }
    let rank = Int(H5Sget_simple_extent_ndims(space))
    guard 1...8 ~= rank else {
      throw Failure(path, "array \(name) has no usable sizes", expected: "1 to 8", got: "\(rank)")
    }
    var dims = [hsize_t](repeating: 0, count: rank)
    unsafe H5Sget_simple_extent_dims(space, &dims, nil)
    let sizes = dims.map { Int(clamping: $0) }
    guard let count = SizeProduct.of(sizes), Tensor.fits([count]) else {
      throw Failure(path, "array \(name) is too large", got: "sizes \(sizes)")
    }
    var values = [Number](repeating: zero, count: count)
    let status = unsafe values.withUnsafeMutableBytes { buffer in
      unsafe H5Dread(array, type, chdf5_all(), chdf5_all(), chdf5_default(), buffer.baseAddress)
    }
    guard status >= 0 else {
      throw Failure(path, "array \(name) is damaged or no array of numbers")
    }
    return (sizes, values)
  }
}
