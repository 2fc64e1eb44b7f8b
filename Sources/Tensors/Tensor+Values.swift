import CKernels

extension Tensor {
  /// Whether memory holds the elements one after the other in row-major order.
  var isPlain: Bool { storage.layout == CK_PLAIN }

  /// The same tensor in row-major memory; itself where it already is.
  func plain() throws -> Tensor {
    if isPlain { return self }
    let result = try Storage(count: count)
    try Tensor.check(unsafe ck_to_plain(storage.array, result.pointer), for: "layout")
    return Tensor(shape: shape, storage: result, origin: origin)
  }

  /// The same tensor in float32, arranged as it is where it is float32 already.
  func floats() throws -> Tensor { storage.type == CK_FLOAT32 ? self : try plain() }

  /// A copy that nobody else holds, arranged the same.
  func copied() throws -> Tensor {
    let copy = try Storage(like: storage)
    unsafe copy.raw.copyMemory(from: storage.raw, byteCount: storage.bytes)
    return Tensor(shape: shape, storage: copy)
  }

  /// The same tensor in the layout of another of the same shape.
  func laidOut(like other: Tensor) throws -> Tensor {
    try laidOut(as: other.storage.layout)
  }

  /// The same tensor in a layout made for its shape.
  func laidOut(as layout: ck_layout) throws -> Tensor {
    if storage.layout == layout { return self }
    if layout == CK_PLAIN { return try plain() }
    var array = unsafe ck_array()
    let sizes = shape.map(Int64.init)
    let status = unsafe ck_to_layout(storage.array, sizes, layout, &array)
    let storage = try unsafe Tensor.adopt(array, status, for: "layout")
    return Tensor(shape: shape, storage: storage, origin: origin)
  }

  /// All elements in row-major order.
  public func values() -> [Float] {
    unsafe [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      if let first = buffer.baseAddress {
        if isPlain {
          unsafe first.initialize(from: storage.pointer, count: count)
        } else {
          let status = unsafe ck_to_plain(storage.array, first)
          precondition(
            status == CK_OK, "no conversion from a layout of ours: \(Tensor.text(of: status))")
        }
      }
      filled = count
    }
  }

  /// The one element of a scalar or of any tensor of one element.
  /// - Throws: where there are more, or none.
  public func item() throws -> Float {
    guard count == 1 else {
      throw Failure("item", "the tensor is no scalar", expected: "1 element", got: "\(shape)")
    }
    return try unsafe plain().storage.pointer.pointee
  }

  /// Reads the elements in row-major order; without a copy where memory is row-major.
  public func withValues<R>(_ body: (Span<Float>) throws -> R) rethrows -> R {
    guard isPlain else { return try body(values().span) }
    let buffer = unsafe UnsafeBufferPointer(start: storage.pointer, count: count)
    return try withExtendedLifetime(storage) { try unsafe body(buffer.span) }
  }

  /// Changes the elements in row-major order. The tensor has no history afterwards: a tape knows
  /// nothing of writes.
  public mutating func withMutableValues<R>(
    _ body: (inout MutableSpan<Float>) throws -> R
  ) throws -> R {
    try makeWritable()
    let buffer = unsafe UnsafeMutableBufferPointer(start: storage.pointer, count: count)
    var span = unsafe buffer.mutableSpan
    return try body(&span)
  }

  /// Makes this tensor the only holder of row-major memory.
  mutating func makeWritable() throws {
    if !isPlain {
      self = try plain().detached()
    } else if !isKnownUniquelyReferenced(&storage) {
      self = try copied()
    } else if isTracked || recomputation != nil {
      self = Tensor(shape: shape, storage: storage)
    }
  }

  /// Memory for a result as large as this tensor: its own where nobody else needs it.
  mutating func reusedStorage() throws -> Storage {
    isKnownUniquelyReferenced(&storage) ? storage : try Storage(like: storage)
  }

  /// Takes over what a kernel allocated, or says why there is nothing.
  static func adopt(
    _ array: ck_array, _ status: ck_status, for operation: String
  ) throws -> Storage {
    guard status == CK_OK, let storage = unsafe Storage(adopting: array) else {
      throw failure(status, of: operation)
    }
    return storage
  }

  static func text(of status: ck_status) -> String {
    unsafe String(cString: ck_status_text(status))
  }

  static func failure(_ status: ck_status, of operation: String) -> Failure {
    Failure(operation, text(of: status), code: status == CK_OUT_OF_MEMORY ? .memory : .invalid)
  }

  static func check(_ status: ck_status, for operation: String) throws {
    guard status == CK_OK else { throw failure(status, of: operation) }
  }
}
