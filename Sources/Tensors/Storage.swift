import CKernels

/// Pooled, 64-byte aligned memory for float32 values in one layout; goes back to the pool with the
/// last tensor that shares it.
///
/// Whoever writes is the only holder (`isKnownUniquelyReferenced`), which makes sharing safe.
@safe
final class Storage: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Float>
  let bytes: Int
  let layout: ck_layout

  /// Floats in memory, which in a blocked layout may be more than the tensor has elements.
  var capacity: Int { bytes / MemoryLayout<Float>.stride }

  /// The array as kernels take it.
  var array: ck_array {
    unsafe ck_array(data: pointer, bytes: bytes, layout: layout)
  }

  /// Room for `count` row-major values, not set.
  convenience init(count: Int) throws {
    try self.init(capacity: count, layout: ck_layout(CK_PLAIN))
  }

  /// Room as large and arranged as another's.
  convenience init(like other: Storage) throws {
    try self.init(capacity: other.capacity, layout: other.layout)
  }

  /// Room for values without gaps in a layout.
  convenience init(count: Int, layout: ck_layout) throws {
    try self.init(capacity: count, layout: layout)
  }

  private init(capacity: Int, layout: ck_layout) throws {
    bytes = capacity * MemoryLayout<Float>.stride
    guard let memory = unsafe ck_allocate(bytes) else {
      throw Failure("tensor", "the system has no memory for \(bytes) bytes")
    }
    unsafe pointer = memory.assumingMemoryBound(to: Float.self)
    self.layout = layout
  }

  /// Takes over memory that a kernel allocated; nil where there is none.
  init?(adopting array: ck_array) {
    guard let data = unsafe array.data else { return nil }
    unsafe pointer = data
    bytes = unsafe array.bytes
    layout = unsafe array.layout
  }

  deinit {
    unsafe ck_release(pointer, bytes)
  }
}
