import CKernels

/// Pooled memory for one byte an element, kept for the way back: what dropout kept.
@safe
final class Mask: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<UInt8>
  private let count: Int

  init(count: Int) throws {
    guard let memory = unsafe ck_allocate(count) else {
      throw Failure(
        "tensor", "the system has no memory for a mask of \(count) bytes", code: .memory)
    }
    unsafe pointer = memory.assumingMemoryBound(to: UInt8.self)
    self.count = count
  }

  deinit {
    unsafe ck_release(pointer, count)
  }
}
