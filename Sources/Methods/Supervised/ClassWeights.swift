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
