import CKernels

/// Pooled, 64-byte aligned memory for values in one layout; goes back to the pool with the last
/// tensor that shares it.
///
/// Whoever writes is the only holder (`isKnownUniquelyReferenced`), which makes sharing safe.
@safe
final class Storage: @unchecked Sendable {
  private let data: UnsafeMutableRawPointer
  let bytes: Int
  let layout: ck_layout
  /// What the layout says elements are: float32 nearly everywhere, bfloat16 between the layers of
  /// a network that computes in it.
  let type: ck_type

  /// The values of float32 storage.
  var pointer: UnsafeMutablePointer<Float> { unsafe data.assumingMemoryBound(to: Float.self) }
  /// The values of bfloat16 storage.
  var halves: UnsafeMutablePointer<UInt16> { unsafe data.assumingMemoryBound(to: UInt16.self) }
  /// The values of either.
  var raw: UnsafeMutableRawPointer { unsafe data }

  /// Elements in memory, which in a blocked layout may be more than the tensor has.
  var capacity: Int { bytes / Storage.size(of: type) }

  /// The array as kernels take it.
  var array: ck_array {
    unsafe ck_array(data: data, bytes: bytes, layout: layout)
  }

  private static func size(of type: ck_type) -> Int { type == CK_BFLOAT16 ? 2 : 4 }

  /// Room for `count` row-major float32 values, not set.
  convenience init(count: Int) throws {
    try self.init(capacity: count, layout: ck_layout(CK_PLAIN), type: CK_FLOAT32)
  }

  /// Room as large and arranged as another's.
  convenience init(like other: Storage) throws {
    try self.init(capacity: other.capacity, layout: other.layout, type: other.type)
  }

  /// Room for values without gaps in a layout.
  convenience init(count: Int, layout: ck_layout) throws {
    guard layout >= 0 else {
      throw Failure("tensor", "the system has no memory for another layout", code: .memory)
    }
    try self.init(capacity: count, layout: layout, type: ck_layout_type(layout))
  }

  private init(capacity: Int, layout: ck_layout, type: ck_type) throws {
    bytes = capacity * Storage.size(of: type)
    guard let memory = unsafe ck_allocate(bytes) else {
      throw Memory.shortage(Double(bytes), for: "tensor")
    }
    unsafe data = memory
    self.layout = layout
    self.type = type
    Profile.current?.holds(self)
  }

  /// Takes over memory that a kernel allocated; nil where there is none.
  init?(adopting array: ck_array) {
    guard let memory = unsafe array.data else { return nil }
    unsafe data = memory
    bytes = unsafe array.bytes
    layout = unsafe array.layout
    type = unsafe ck_layout_type(array.layout)
    Profile.current?.holds(self)
  }

  deinit {
    unsafe ck_release(data, bytes)
  }
}
