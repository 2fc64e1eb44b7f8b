import CKernels

/// Work that is cut into pieces for the engine's own threads.
package enum Parallel {
  private final class Job {
    let body: (Range<Int>) -> Void
    init(_ body: @escaping (Range<Int>) -> Void) { self.body = body }
  }

  /// The result of `body` for each of 0 ..< `count`, in order; which thread does which changes nothing.
  package static func map<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) -> Result
  ) -> [Result] {
    var results = [Result?](repeating: nil, count: count)
    unsafe results.withUnsafeMutableBufferPointer { buffer in
      let slots = unsafe buffer
      let job = Job { range in
        // Each place belongs to one thread.
        for place in range { unsafe slots[place] = body(place) }
      }
      let context = unsafe Unmanaged.passRetained(job)
      unsafe ck_parallel(
        Int64(count), 1,
        { context, begin, end in
          guard let context = unsafe context else { return }
          unsafe Unmanaged<Job>.fromOpaque(context).takeUnretainedValue().body(
            Int(begin)..<Int(end))
        }, context.toOpaque())
      unsafe context.release()
    }
    return results.compactMap(\.self)
  }
}
