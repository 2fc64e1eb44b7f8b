import Synchronization

/// Where the time of tensor work goes: a stopwatch that every operation presses when it is done.
///
/// Nobody measures unless asked to with `measure`; an operation then costs a clock reading more.
/// The time since the last press belongs to whoever presses, so that what happens between two
/// operations counts for the second, and all parts sum to the whole.
public final class Profile: Sendable {
  /// The one that measures here; nil where nobody does.
  @TaskLocal public static var current: Profile?

  /// One operation on operands of certain shapes.
  public struct Work: Hashable, Sendable {
    /// As errors call it: `convolution 3→16 5×5`.
    public let operation: String
    /// The shapes of what went in; a weight is the second.
    public let inputs: [[Int]]
    /// The shape of what came out.
    public let result: [Int]
    /// Memory of all of them.
    public let bytes: Int
  }

  /// Whether a result was computed, or the gradients of its inputs.
  public enum Direction: String, Sendable {
    case forward, backward
  }

  /// What was measured of one operation in one direction.
  public struct Row: Sendable {
    public let work: Work
    public let direction: Direction
    public internal(set) var calls = 0
    public internal(set) var seconds = 0.0
    /// Bytes of operands and results, each counted once a call; backward, of the operation's own
    /// and of the gradients that it gave.
    public internal(set) var bytes = 0
    /// Multiplications and additions in convolutions and matrix products.
    public internal(set) var flops = 0
  }

  private struct Key: Hashable {
    let work: Work
    let direction: Direction
  }

  private struct State {
    var last = ContinuousClock.now
    var order: [Key] = []
    var rows: [Key: Row] = [:]
    var holdings: Holdings?
  }

  private let state: Mutex<State>

  /// An empty profile.
  /// - Parameter memory: whether to look at who holds it, too, which takes time of its own.
  public init(memory: Bool = false) {
    state = Mutex(State(holdings: memory ? Holdings() : nil))
  }

  /// Runs `body` with the stopwatch on.
  public func measure<R>(_ body: () throws -> R) rethrows -> R {
    state.withLock { state in
      state.last = .now
      state.holdings?.begin()
    }
    return try Profile.$current.withValue(self, operation: body)
  }

  /// What was measured, in the order of its first occurrence.
  public var rows: [Row] { state.withLock { s in s.order.compactMap { s.rows[$0] } } }

  /// Who held memory when most of it was held; nil where nobody asked, or nothing was measured.
  public var peak: MemoryPeak? { state.withLock { $0.holdings?.peak } }

  /// Storage was made.
  func holds(_ storage: Storage) { state.withLock { $0.holdings?.add(storage) } }

  /// Presses the stopwatch for something that is no operation on a tape, such as an optimizer.
  public func lap(_ name: String) {
    add(Work(operation: name, inputs: [], result: [], bytes: 0), .forward, bytes: 0, flops: 0)
  }

  /// A result was computed.
  func lap(_ operation: String, from inputs: [Tensor], to result: Tensor) -> Work {
    let bytes = inputs.reduce(result.storage.bytes) { $0 + $1.storage.bytes }
    let work = Work(
      operation: operation, inputs: inputs.map(\.shape), result: result.shape, bytes: bytes)
    add(work, .forward, bytes: bytes, flops: work.flops)
    return work
  }

  /// The gradients of an operation's inputs were computed.
  func lap(_ work: Work, gradients: [Tensor?]) {
    let bytes = gradients.reduce(work.bytes) { $0 + ($1?.storage.bytes ?? 0) }
    let products = gradients.prefix(2).count { $0 != nil }
    add(work, .backward, bytes: bytes, flops: products * work.flops)
  }

  private func add(_ work: Work, _ direction: Direction, bytes: Int, flops: Int) {
    state.withLock { s in
      let now = ContinuousClock.now
      let key = Key(work: work, direction: direction)
      var row = s.rows[key] ?? Row(work: work, direction: direction)
      if row.calls == 0 { s.order.append(key) }
      row.calls += 1
      row.seconds += (now - s.last) / .seconds(1)
      row.bytes += bytes
      row.flops += flops
      s.rows[key] = row
      s.holdings?.lap(work, direction)
      s.last = .now
    }
  }
}

extension Profile.Work {
  /// Multiplications and additions of one call, from the shapes; 0 for what is no product.
  var flops: Int {
    guard inputs.count >= 2, let rows = inputs[1].first, rows > 0 else { return 0 }
    let (a, b) = (inputs[0].reduce(1, *), inputs[1].reduce(1, *))
    let out = result.reduce(1, *)
    // An element of the result sums over one row of the weight; in a transposed convolution an
    // element of the input goes through one.
    if operation.hasPrefix("convolution") || operation == "linear" { return 2 * out * (b / rows) }
    if operation.hasPrefix("transposed convolution") { return 2 * a * (b / rows) }
    if operation == "squared distances" { return 2 * out * (b / rows) }
    if operation == "matmul", let m = result.first, m > 0 { return 2 * out * (a / m) }
    return 0
  }
}
