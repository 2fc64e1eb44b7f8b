import Tensors

/// Trainable cluster centres, and how much each embedding belongs to each of them.
/// - Source: Xie et al. 2016 (DEC), §3.1; Roda & Geva 2024, Eqs. 1–3.
public struct ClusteringLayer {
  /// [clusters × features].
  public let centres: Parameter

  /// Starts each centre at the mean of its class's embeddings (Roda & Geva 2024, Eq. 6), so that
  /// cluster index and class index are one.
  ///
  /// A class without a label starts at the mean of all embeddings.
  /// - Shape: `embeddings` is [n × features], `classes[i]` is the class of row i.
  public init(meansOf embeddings: Tensor, classes: [Int], count: Int) throws {
    let width = embeddings.shape[1]
    var sums = [Double](repeating: 0, count: (count + 1) * width)
    var sizes = [Int](repeating: 0, count: count + 1)
    embeddings.withValues { values in
      for (row, label) in classes.enumerated() {
        for slot in [label, count] {
          sizes[slot] += 1
          for j in 0..<width { sums[slot * width + j] += Double(values[row * width + j]) }
        }
      }
    }
    var means: [Float] = []
    for label in 0..<count {
      let slot = sizes[label] > 0 ? label : count
      means += (0..<width).map { Float(sums[slot * width + $0] / Double(max(sizes[slot], 1))) }
    }
    centres = Parameter(try Tensor(means, shape: [count, width]))
  }

  /// Centres from a saved session.
  package init(centres: Tensor) { self.centres = Parameter(centres) }

  /// Student-t soft assignment with one degree of freedom (Eq. 1).
  /// - Shape: `z` is [n × features] → q, [n × clusters], rows sum to 1.
  public func assign(_ z: Tensor, _ pass: Pass) throws -> Tensor {
    let kernel = try (1 + z.squaredDistances(to: pass.use(centres))).reciprocal()
    return try kernel / kernel.sum(axis: 1).reshaped([z.shape[0], 1])
  }

  /// The sharpened target distribution (Eq. 3): p ∝ q² / Σᵢ q, row by row.
  /// - Shape: `q` is [n × clusters], over the whole training set → p, of the same shape.
  public static func target(for q: Tensor) throws -> Tensor {
    let width = q.shape[1]
    var values = q.values()
    var frequency = [Double](repeating: 0, count: width)
    for i in values.indices { frequency[i % width] += Double(values[i]) }
    for row in stride(from: 0, to: values.count, by: width) {
      var sum = 0.0
      for j in 0..<width {
        let weight = Double(values[row + j]) * Double(values[row + j]) / frequency[j]
        values[row + j] = Float(weight)
        sum += weight
      }
      for j in 0..<width { values[row + j] = Float(Double(values[row + j]) / sum) }
    }
    return try Tensor(values, shape: q.shape)
  }
}
