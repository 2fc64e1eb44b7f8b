import CKernels

/// Pooled memory for 32-bit positions that a kernel found, kept for the way back.
@safe
final class Indices: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Int32>
  private let count: Int

  init(count: Int) throws {
    guard let memory = unsafe ck_allocate(count * MemoryLayout<Int32>.stride) else {
      throw Memory.shortage(4 * Double(count), for: "tensor", "\(count) indices")
    }
    unsafe pointer = memory.assumingMemoryBound(to: Int32.self)
    self.count = count
  }

  func values() -> [Int] {
    (0..<count).map { unsafe Int(pointer[$0]) }
  }

  deinit {
    unsafe ck_release(pointer, count * MemoryLayout<Int32>.stride)
  }
}
