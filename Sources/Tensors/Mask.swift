import CKernels

/// Pooled memory for a mark of each element that is kept for the way back: a byte that says whether
/// dropout kept it, a bit that says whether ReLU let it through, its place in a window.
@safe
final class Mask: @unchecked Sendable {
  private let data: UnsafeMutableRawPointer
  private let bytes: Int

  var pointer: UnsafeMutablePointer<UInt8> { unsafe data.assumingMemoryBound(to: UInt8.self) }
  /// Sixteen elements in each.
  var words: UnsafeMutablePointer<UInt16> { unsafe data.assumingMemoryBound(to: UInt16.self) }

  init(bytes: Int) throws {
    guard let memory = unsafe ck_allocate(bytes) else {
      throw Memory.shortage(Double(bytes), for: "tensor", "a mask")
    }
    unsafe data = memory
    self.bytes = bytes
  }

  deinit {
    unsafe ck_release(data, bytes)
  }
}
