import CKernels

/// Memory when most of it was held, and by whom.
public struct MemoryPeak: Sendable {
  /// Tensors of one origin.
  public struct Holder: Sendable {
    /// The operation that made them, and its result's shape.
    public let origin: String
    public let count: Int
    public let bytes: Int
  }

  /// The operation that was at work.
  public let operation: String
  /// All that tensors and kernels held.
  public let bytes: Int
  /// What was held before anything was measured: parameters, the optimizer's state, images.
  public let before: Int
  /// Tensors that outlived the operation, the largest first.
  public let holders: [Holder]
  /// The rest: the workspace of the operation, and tensors that it made or let go.
  public var within: Int { bytes - before - holders.reduce(0) { $0 + $1.bytes } }
}

/// Keeps account of tensors by the operations that made them.
struct Holdings {
  private struct Entry {
    weak var storage: Storage?
    let bytes: Int
    /// Nil until its operation is done.
    var origin: String?
  }

  private var entries: [Entry] = []
  private var before = 0
  private(set) var peak: MemoryPeak?

  mutating func begin() {
    entries = []
    before = Int(ck_live_bytes())
    _ = ck_recent_peak_bytes()
  }

  mutating func add(_ storage: Storage) {
    entries.append(Entry(storage: storage, bytes: storage.bytes, origin: nil))
  }

  /// An operation is done.
  mutating func lap(_ work: Profile.Work, _ direction: Profile.Direction) {
    let shape = work.result.map(String.init).joined(separator: "×")
    let origin =
      (direction == .backward ? "gradients of " : "") + work.operation
      + (shape.isEmpty ? "" : " → \(shape)")
    entries.removeAll { $0.storage == nil }
    for index in entries.indices where entries[index].origin == nil {
      entries[index].origin = origin
    }
    let most = Int(ck_recent_peak_bytes())
    guard most > peak?.bytes ?? 0 else { return }
    let sums = Dictionary(grouping: entries) { $0.origin ?? "" }.map { origin, entries in
      MemoryPeak.Holder(
        origin: origin, count: entries.count, bytes: entries.reduce(0) { $0 + $1.bytes })
    }
    peak = MemoryPeak(
      operation: origin, bytes: most, before: before,
      holders: sums.sorted { ($1.bytes, $0.origin) < ($0.bytes, $1.origin) })
  }
}
