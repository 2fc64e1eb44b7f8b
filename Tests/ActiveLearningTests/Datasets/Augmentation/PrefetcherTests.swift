import ActiveLearning
import Dispatch
import Tensors
import Testing

@Suite struct PrefetcherTests {
  /// Batches that come when they are let through, one by one.
  private func prefetcher(_ gate: DispatchSemaphore) -> Prefetcher {
    Prefetcher(count: 2, depth: 1) { number in
      gate.wait()
      return try Tensor([Float(number)], shape: [1])
    }
  }

  @Test func waitingCanBeStoppedAndGoesOn() throws {
    let gate = DispatchSemaphore(value: 0)
    let prefetcher = prefetcher(gate)
    let stop = Monitor(checkpoint: { throw Cancelled() })
    #expect(throws: Cancelled.self) { try prefetcher.next(stop) }
    #expect(throws: Cancelled.self) { try prefetcher.next(stop) }
    gate.signal()
    #expect(try prefetcher.next().values() == [0])
    gate.signal()
    #expect(try prefetcher.next().values() == [1])
    #expect(prefetcher.waited > 0)
    #expect(throws: Failure.self) { try prefetcher.next() }
  }

  @Test func whatIsReadyComesWithoutAQuestion() throws {
    let gate = DispatchSemaphore(value: 0)
    gate.signal()
    let prefetcher = prefetcher(gate)
    let first = try prefetcher.next()
    gate.signal()
    #expect(try first.values() == [0] && prefetcher.next().values() == [1])
  }

  /// An error keeps its type on its way from the other thread.
  @Test func errorsComeAsTheyAre() throws {
    struct Unread: Error {}
    let prefetcher = Prefetcher(count: 1, depth: 1) { _ in throw Unread() }
    #expect(throws: Unread.self) { try prefetcher.next() }
  }
}
