import Dispatch
import Synchronization
import Tensors

/// Prepares the next batches on a background thread while the engine works on this one.
///
/// Reading, changing and converting images, and waiting for a disk, then cost the engine no time. At
/// most `depth` batches are ready at a time, which bounds memory. What comes out does not depend on it.
public final class Prefetcher {
  private let state: State
  private var taken = 0
  /// How long a wait goes on before somebody is asked whether it shall: short for a person.
  private static let patience = DispatchTimeInterval.milliseconds(50)
  /// How long `next` has waited in all, in seconds.
  public private(set) var waited = 0.0

  private final class State: Sendable {
    let results = Mutex<[Int: Result<PreparedTensor, any Error>]>([:])
    let isStopped = Mutex(false)
    let room = DispatchSemaphore(value: 0)
    let ready = DispatchSemaphore(value: 0)
    let count: Int

    init(depth: Int, count: Int) {
      // From 0 up: a semaphore may not end below the value that it was made with.
      for _ in 0..<depth { room.signal() }
      self.count = count
    }
  }

  /// Starts to prepare these batches of images as they are, in their order.
  public convenience init(_ dataset: Dataset, batches: [[Int]], depth: Int = 2) {
    self.init(count: batches.count, depth: depth) { number in
      try dataset.batch(batches[number], parallel: false)
    }
  }

  /// Starts to prepare these batches of changed images, in their order.
  public convenience init(
    _ dataset: Dataset, batches: [[Int]], _ augmentation: Augmentation, stream: Random,
    epoch: Int = 0, depth: Int = 2
  ) {
    self.init(count: batches.count, depth: depth) { number in
      try dataset.apply(
        dataset.changes(batches[number], augmentation, stream: stream, epoch: epoch, view: 0),
        parallel: false)
    }
  }

  /// Starts to prepare what a pretext task shows of these batches, in their order.
  package convenience init(
    _ dataset: Dataset, batches: [[Int]], as views: PretextViews, stream: Random, epoch: Int,
    depth: Int = 2
  ) {
    self.init(count: batches.count, depth: depth) { number in
      try dataset.batch(
        batches[number], as: views, stream: stream, epoch: epoch, parallel: false)
    }
  }

  /// - Parameter make: makes a batch, on another thread and without the engine's own.
  package init(
    count: Int, depth: Int, make: @escaping @Sendable (Int) throws -> Tensor
  ) {
    let state = State(depth: max(1, depth), count: count)
    self.state = state
    guard count > 0 else { return }
    let settings = EngineSettings.current
    DispatchQueue(label: "crescent.prefetch", qos: .userInitiated).async {
      for number in 0..<count {
        state.room.wait()
        if state.isStopped.withLock({ $0 }) { return }
        let result = Result { try settings.apply { try PreparedTensor(make(number)) } }
        state.results.withLock { $0[number] = result }
        state.ready.signal()
      }
    }
  }

  deinit {
    state.isStopped.withLock { $0 = true }
    // The thread may be waiting for room.
    state.room.signal()
  }

  /// The next batch.
  /// - Parameter monitor: its checkpoint is polled while there is nothing to do but wait; after it has
  ///   thrown, the same batch is still to come.
  /// - Throws: what went wrong while it was prepared, and where there are no more.
  public func next(_ monitor: Monitor = Monitor()) throws -> Tensor {
    guard taken < state.count else {
      throw Failure("prefetch", "there are no more batches", got: "\(taken) taken")
    }
    if state.ready.wait(timeout: .now()) == .timedOut {
      let clock = ContinuousClock()
      let start = clock.now
      defer { waited += (clock.now - start) / .seconds(1) }
      while state.ready.wait(timeout: .now() + Self.patience) == .timedOut {
        try monitor.checkpoint()
      }
    }
    let result = state.results.withLock { $0.removeValue(forKey: taken) }
    taken += 1
    state.room.signal()
    guard let result else { throw Failure("prefetch", "a batch was lost") }
    return try result.get().tensor
  }
}
