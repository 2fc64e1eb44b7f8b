import Dispatch
import Synchronization
import Tensors

/// Prepares the next batches on a background thread while the engine works on this one.
///
/// For pictures that wait to be read from disk: the thread then waits in the engine's stead. At most
/// `depth` batches are ready at a time, which bounds memory. What comes out does not depend on it.
public final class Prefetcher {
  private let shape: [Int]
  private let state: State
  private var taken = 0

  private final class State: Sendable {
    let results = Mutex<[Int: Result<[Float], Failure>]>([:])
    let isStopped = Mutex(false)
    let room: DispatchSemaphore
    let ready = DispatchSemaphore(value: 0)
    let count: Int

    init(depth: Int, count: Int) {
      room = DispatchSemaphore(value: depth)
      self.count = count
    }
  }

  /// Starts to prepare these batches, in their order.
  public init(
    _ dataset: Dataset, batches: [[Int]], _ augmentation: Augmentation, stream: Random,
    epoch: Int = 0, depth: Int = 2
  ) {
    let state = State(depth: max(1, depth), count: batches.count)
    (self.state, shape) = (state, dataset.images.shape)
    DispatchQueue(label: "crescent.prefetch").async {
      for (number, ids) in batches.enumerated() {
        state.room.wait()
        if state.isStopped.withLock({ $0 }) { return }
        let result = Result {
          try dataset.augmented(
            ids, augmentation, stream: stream, epoch: epoch, view: 0, parallel: false)
        }.mapError { ($0 as? Failure) ?? Failure("prefetch", "\($0)") }
        state.results.withLock { $0[number] = result }
        state.ready.signal()
      }
    }
  }

  deinit {
    state.isStopped.withLock { $0 = true }
    // The semaphore may not go below the value it began with; the thread, if any, waits for one.
    state.room.signal()
  }

  /// The next batch; nil after the last.
  /// - Throws: what went wrong while it was prepared.
  public func next() throws -> Tensor? {
    guard taken < state.count else { return nil }
    state.ready.wait()
    let result = state.results.withLock { $0.removeValue(forKey: taken) }
    taken += 1
    state.room.signal()
    guard let result else { throw Failure("prefetch", "a batch was lost") }
    let values = try result.get()
    let stride = shape.reduce(1, *)
    return try Tensor(values, shape: [values.count / stride] + shape)
  }
}
