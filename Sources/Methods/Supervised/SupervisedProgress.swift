import Networks
import Tensors

/// How far a supervised training has come, and on which labels.
struct SupervisedProgress: StateValue {
  /// Those that it learns from: id → class; empty before the first training.
  var labels: [Int: Int] = [:]
  /// Whole epochs on them.
  var epochs = 0
  /// The weights before the first training, where they are wanted again.
  var initial: [String: Tensor]?
  /// Those of the network, by the names of its weights.
  private let shapes: [String: [Int]]

  init(of network: any Network) {
    shapes = Dictionary(
      uniqueKeysWithValues: network.parameters.map { ($0.name, $0.parameter.value.shape) })
  }

  var state: [String: Tensor] {
    get throws {
      guard !labels.isEmpty else { return [:] }
      // Single precision is exact up to 2²⁴: ids, classes and epochs go in two halves.
      let rows = labels.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
      var state = [
        "labels": try Self.tensor(of: rows), "epochs": try Self.tensor(of: [epochs]),
      ]
      for (name, tensor) in initial ?? [:] { state["initial.\(name)"] = tensor }
      return state
    }
  }

  func restored(from saved: SavedState) throws -> SupervisedProgress {
    var progress = self
    (progress.labels, progress.epochs, progress.initial) = ([:], 0, nil)
    guard !saved.tensors.isEmpty else { return progress }
    let numbers = try Self.numbers("labels", in: saved)
    guard numbers.count.isMultiple(of: 2) else { throw Self.damage("labels", in: saved) }
    let counts = try Self.numbers("epochs", in: saved)
    guard counts.count == 1 else { throw Self.damage("epochs", in: saved) }
    for place in stride(from: 0, to: numbers.count, by: 2) {
      progress.labels[numbers[place]] = numbers[place + 1]
    }
    progress.epochs = counts[0]
    let initial = saved.part("initial")
    try saved.requireNothing(
      but: ["labels", "epochs"] + initial.tensors.keys.map { "initial.\($0)" })
    guard !initial.tensors.isEmpty else { return progress }
    try initial.requireNothing(but: shapes.keys)
    for (name, shape) in shapes { _ = try initial.tensor(name, shape: shape) }
    progress.initial = initial.tensors
    return progress
  }

  private static let base = 1 << 20

  /// - Shape: [numbers × 2]: the part above 2²⁰, and the rest.
  private static func tensor(of numbers: [Int]) throws -> Tensor {
    try Tensor(
      numbers.flatMap { [Float($0 / base), Float($0 % base)] }, shape: [numbers.count, 2])
  }

  private static func numbers(_ name: String, in saved: SavedState) throws -> [Int] {
    let tensor = try saved.tensor(name)
    guard tensor.rank == 2, tensor.shape[1] == 2 else { throw damage(name, in: saved) }
    let values = tensor.values()
    return try stride(from: 0, to: values.count, by: 2).map { place in
      guard let high = Int(exactly: values[place]), let low = Int(exactly: values[place + 1]),
        0..<base ~= high, 0..<base ~= low
      else { throw damage(name, in: saved) }
      return high * base + low
    }
  }

  private static func damage(_ name: String, in saved: SavedState) -> Failure {
    saved.damage(name, expected: "whole numbers, each in two halves")
  }
}
