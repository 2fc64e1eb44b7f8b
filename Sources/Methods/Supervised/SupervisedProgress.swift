import Tensors

/// How far a supervised training has come, and on which labels.
struct SupervisedProgress {
  /// Those that it learns from: id → class; empty before the first training.
  var labels: [Int: Int] = [:]
  /// Whole epochs on them.
  var epochs = 0
  /// The weights before the first training, where they are wanted again.
  var initial: [String: Tensor]?

  init() {}

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

  /// - Throws: a `Failure` for tensors that are not what `state` gives.
  init(_ state: [String: Tensor]) throws {
    guard let rows = state["labels"], let count = state["epochs"] else {
      guard state.isEmpty else { throw Self.damage }
      return
    }
    let numbers = try Self.numbers(in: rows)
    let counts = try Self.numbers(in: count)
    guard numbers.count.isMultiple(of: 2), counts.count == 1 else { throw Self.damage }
    for place in stride(from: 0, to: numbers.count, by: 2) {
      labels[numbers[place]] = numbers[place + 1]
    }
    epochs = counts[0]
    let prefix = "initial."
    let kept = state.filter { $0.key.hasPrefix(prefix) }
    if !kept.isEmpty {
      initial = Dictionary(
        uniqueKeysWithValues: kept.map { (String($0.key.dropFirst(prefix.count)), $0.value) })
    }
  }

  private static let base = 1 << 20

  /// - Shape: [numbers × 2]: the part above 2²⁰, and the rest.
  private static func tensor(of numbers: [Int]) throws -> Tensor {
    try Tensor(
      numbers.flatMap { [Float($0 / base), Float($0 % base)] }, shape: [numbers.count, 2])
  }

  private static func numbers(in tensor: Tensor) throws -> [Int] {
    guard tensor.rank == 2, tensor.shape[1] == 2 else { throw damage }
    let values = tensor.values()
    return try stride(from: 0, to: values.count, by: 2).map { place in
      guard let high = Int(exactly: values[place]), let low = Int(exactly: values[place + 1]),
        0..<base ~= high, 0..<base ~= low
      else { throw damage }
      return high * base + low
    }
  }

  private static let damage = Failure(
    "classifier", "the saved training is damaged", expected: "its labels and epochs")
}

/// Weights of images in a loss under which each labelled class counts the same.
struct ClassWeights {
  private let weights: [Int: Float]

  /// n / (classes with labels · labels of the class): 1 on average.
  init(_ labels: [Int: Int]) {
    let counts = Dictionary(grouping: labels.values, by: \.self).mapValues(\.count)
    weights = counts.mapValues { Float(labels.count) / Float(counts.count * $0) }
  }

  /// The share of each image in the mean over a batch, as PyTorch's weighted cross entropy has it:
  /// its weight over the sum of weights.
  func of(_ classes: [Int]) -> [Float] {
    let chosen = classes.map { weights[$0] ?? 0 }
    let sum = chosen.reduce(0, +)
    return chosen.map { $0 / sum }
  }
}
