import CKernels

/// A float32 array with a shape. A value: copies share memory until one of them is written.
///
/// To the outside it is row-major. Inside, what a convolution produced stays in the layout that
/// convolutions like, from layer to layer, until row-major values are read.
public struct Tensor {
  /// Sizes along each axis; empty for a scalar.
  public let shape: [Int]
  var storage: Storage
  /// Where on a tape this value was made; nil for a constant.
  let origin: Origin?
  /// How to make the values again; nil where they must be kept.
  let recomputation: Recomputation?

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }
  /// The number of axes.
  public var rank: Int { shape.count }
  /// Whether operations on this tensor are recorded on a tape.
  public var isTracked: Bool { origin != nil }

  init(
    shape: [Int], storage: Storage, origin: Origin? = nil, recomputation: Recomputation? = nil
  ) {
    self.shape = shape
    self.storage = storage
    self.origin = origin
    self.recomputation = recomputation
  }

  /// Room for a row-major result, not set.
  init(unset shape: [Int]) throws {
    self.init(shape: shape, storage: try Storage(count: shape.reduce(1, *)))
  }

  /// A tensor of row-major values.
  /// - Throws: where the number of values is not the product of the shape.
  public init(_ values: [Float], shape: [Int]) throws {
    guard let count = SizeProduct.of(shape), Tensor.fits(shape), values.count == count else {
      throw Failure(
        "tensor", "the values do not fill the shape \(shape)",
        expected: SizeProduct.of(shape).map { "\($0) values" }, got: "\(values.count)")
    }
    try self.init(unset: shape)
    unsafe values.withUnsafeBufferPointer { source in
      if let first = source.baseAddress {
        unsafe storage.pointer.update(from: first, count: source.count)
      }
    }
  }

  /// A tensor of equal values.
  /// - Throws: where a size is negative, or memory is missing.
  public init(repeating value: Float, shape: [Int]) throws {
    guard SizeProduct.of(shape) != nil else {
      throw Failure("tensor", "no tensor has the shape \(shape)", expected: "sizes from 0 on")
    }
    try self.init(unset: shape)
    unsafe ck_fill(value, storage.pointer, Int64(count))
  }

  /// A tensor of zeros.
  /// - Throws: where a size is negative, or memory is missing.
  public static func zeros(_ shape: [Int]) throws -> Tensor {
    try Tensor(repeating: 0, shape: shape)
  }

  /// A scalar, of shape [].
  /// - Throws: where memory is missing.
  public init(_ scalar: Float) throws {
    try self.init(unset: [])
    unsafe storage.pointer.pointee = scalar
  }

  /// The same values without their history: a constant to every later operation.
  public func detached() -> Tensor {
    isTracked ? Tensor(shape: shape, storage: storage, recomputation: recomputation) : self
  }
}

extension Tensor: CustomStringConvertible {
  /// The shape and, of short tensors, the values.
  public var description: String {
    let size = shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: "×")
    guard count <= 16 else { return "tensor \(size)" }
    return "tensor \(size): \(values())"
  }
}
