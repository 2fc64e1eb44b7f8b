import CKernels

/// Where a tensor was made: the tape and the place on it.
struct Origin {
  let tape: Tape
  let index: Int
}

/// A linear record of operations, from which gradients are computed once.
///
/// An operation is recorded iff one of its inputs is tracked, that is, comes from `variable` or from
/// a recorded operation. There is no global state: the tape is known through the tensors.
public final class Tape {
  /// Turns the gradient of an operation's result into those of its inputs; nil where none is needed.
  typealias Backward = (_ gradient: consuming Tensor) throws -> [Tensor?]

  private struct Entry {
    let shape: [Int]
    let inputs: [Int?]
    /// Nil for a leaf.
    let backward: Backward?
    /// For the profile, where one is taken.
    var work: Profile.Work?
  }

  private var entries: [Entry] = []
  private var isUsed = false

  /// Sees each operation as it is recorded: its name, the leaves that it read, counted from 0 in the
  /// order in which `variable` made them, and its result. For the search of what went wrong.
  public var observer: ((_ operation: String, _ leaves: [Int], _ result: Tensor) throws -> Void)?

  /// An empty tape.
  public init() {}

  /// The tensor as a tracked leaf, sharing its memory.
  public func variable(_ tensor: Tensor) -> Tensor {
    entries.append(Entry(shape: tensor.shape, inputs: [], backward: nil))
    return Tensor(
      shape: tensor.shape, storage: tensor.storage,
      origin: Origin(tape: self, index: entries.count - 1))
  }

  /// Where a tensor is on a tape, without its values.
  public struct Place {
    fileprivate let index: Int
  }

  /// The place of a tensor on this tape.
  /// - Throws: where it has none, or the tape was used before.
  public func place(of tensor: Tensor) throws -> Place {
    Place(index: try index(of: tensor, called: "a leaf"))
  }

  /// The gradients of a loss with respect to leaves, in their order; zeros for a leaf that the loss
  /// does not depend on.
  /// - Throws: where the loss is not one element or not from this tape, a leaf is not from this
  ///   tape, or the tape was used before.
  public func gradients(of loss: Tensor, for leaves: [Tensor]) throws -> [Tensor] {
    let last = try index(ofLoss: loss)
    let places = try leaves.map(place)
    var found = [Tensor?](repeating: nil, count: leaves.count)
    try walk(back: last, loss.shape, to: places) { found[$0] = $1 }
    return found.compactMap(\.self)
  }

  /// Hands over the gradient of a loss with respect to each place as soon as it is known, with the
  /// place's number in the list; the last one on the tape comes first, and zeros for a place that the
  /// loss does not depend on. The tape holds nothing then that was computed with a leaf there.
  ///
  /// The record is used up: what each step kept is freed as soon as its gradient is known.
  /// - Throws: as `gradients(of:for:)`, and what the receiver throws.
  public func gradients(
    of loss: Tensor, at places: [Place], each: (_ number: Int, _ gradient: Tensor) throws -> Void
  ) throws {
    try walk(back: index(ofLoss: loss), loss.shape, to: places, each)
  }

  private func index(ofLoss loss: Tensor) throws -> Int {
    guard loss.count == 1 else {
      throw Failure(
        "gradients", "the loss is no scalar", expected: "1 element", got: "\(loss.shape)")
    }
    return try index(of: loss, called: "the loss")
  }

  private func walk(
    back last: Int, _ shape: [Int], to places: [Place],
    _ each: (_ number: Int, _ gradient: Tensor) throws -> Void
  ) throws {
    isUsed = true
    var gradients = [Tensor?](repeating: nil, count: entries.count)
    gradients[last] = try Tensor(repeating: 1, shape: shape)
    let wanted = Dictionary(grouping: places.indices) { places[$0].index }
    while let entry = entries.popLast() {
      try StopRequest.poll()
      guard let numbers = wanted[entries.count] else {
        try Tape.step(back: entry, gradients[entries.count].take(), &gradients)
        continue
      }
      let gradient = try gradients[entries.count].take() ?? .zeros(entry.shape)
      for number in numbers { try each(number, gradient) }
      try Tape.step(back: entry, gradient, &gradients)
    }
  }

  /// Gives the inputs of an entry their shares of the gradient of its result.
  private static func step(
    back entry: consuming Entry, _ gradient: consuming Tensor?, _ gradients: inout [Tensor?]
  ) throws {
    guard let backward = entry.backward, let gradient else { return }
    let shares = try backward(consume gradient)
    if let work = entry.work { Profile.current?.lap(work, gradients: shares) }
    for (input, share) in zip(entry.inputs, shares) {
      guard let input, let share else { continue }
      gradients[input] = try Tape.sum(gradients[input].take(), share)
    }
  }

  private func index(of tensor: Tensor, called name: String) throws -> Int {
    guard let origin = tensor.origin else {
      throw Failure("gradients", "\(name) is not tracked")
    }
    guard origin.tape === self else {
      throw Failure("gradients", "\(name) comes from another tape")
    }
    guard !isUsed else {
      throw Failure("gradients", "the tape was used up by an earlier call")
    }
    return origin.index
  }

  private func leaves(among inputs: [Tensor]) -> [Int] {
    inputs.compactMap { input in
      guard let index = input.origin?.index, entries[index].backward == nil else { return nil }
      return entries[..<index].count { $0.backward == nil }
    }
  }

  private static func sum(_ total: consuming Tensor?, _ share: Tensor) throws -> Tensor {
    guard var total else { return share }
    defer { Profile.current?.lap("sum of gradients") }
    let other = try share.laidOut(like: total)
    let capacity = Int64(total.storage.capacity)
    if !isKnownUniquelyReferenced(&total.storage) { total = try total.copied() }
    if total.storage.type == CK_BFLOAT16 {
      unsafe ck_accumulate_bf16(other.storage.halves, total.storage.halves, capacity)
    } else {
      unsafe ck_accumulate(other.storage.pointer, total.storage.pointer, capacity)
    }
    return total
  }

  /// Gives an operation's result its place on the tape of its inputs; as it is, where no input is
  /// tracked. `backward` must keep detached tensors only.
  static func record(
    _ result: Tensor, of operation: String, from inputs: [Tensor], backward: @escaping Backward
  ) throws -> Tensor {
    try StopRequest.poll()
    let work = Profile.current?.lap(operation, from: inputs, to: result)
    guard let tape = inputs.lazy.compactMap(\.origin).first?.tape else { return result }
    guard inputs.allSatisfy({ $0.origin.map { $0.tape === tape } ?? true }) else {
      throw Failure(operation, "the inputs come from different tapes")
    }
    guard !tape.isUsed else {
      throw Failure(operation, "the tape of the inputs was already used for gradients")
    }
    try tape.observer?(operation, tape.leaves(among: inputs), result)
    tape.entries.append(
      Entry(
        shape: result.shape, inputs: inputs.map { $0.origin?.index }, backward: backward,
        work: work))
    return Tensor(
      shape: result.shape, storage: result.storage,
      origin: Origin(tape: tape, index: tape.entries.count - 1),
      recomputation: result.recomputation)
  }
}
