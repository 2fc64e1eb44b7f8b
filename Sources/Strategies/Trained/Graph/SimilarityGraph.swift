import Tensors

/// The graph of CoreGCN over images: how much each passes of what it knows to each other.
///
/// A = S·diag(1/colsum S) + I with S = X·Xᵀ − I, X the features, rows of length 1. Images are joined
/// to all others, so A has n² entries; it is never written out: A·M = X·(Xᵀ·M′) − M′ + M with
/// M′ = diag(1/colsum S)·M. That is the same up to rounding, in O(n·d) memory instead of O(n²): at
/// 20,000 images of 512 features 41 MB instead of 1.6 GB.
/// - Source: Caramalau et al. 2021, Eqs. 2–3, with their published code.
/// - Differs: an image that is like no other passes nothing on; there, 1/0.
struct SimilarityGraph {
  /// [n × d], rows of length 1.
  let features: Tensor
  /// 1/colsum S, [n × 1].
  private let shares: Tensor

  /// - Shape: `features` is [n × d], of any length.
  /// - Throws: a `Failure` where similarities of an image cancel, so that nothing can be shared.
  init(_ features: Tensor) throws {
    guard features.rank == 2, features.shape[0] >= 2 else {
      throw Failure(
        "similarity graph", "not features of images", expected: "[n × d], 2 rows or more",
        got: "\(features.shape)")
    }
    let x = try features.detached().normalizedRows()
    let sums = try x.matmul(x.sum(axis: 0).reshaped([x.shape[1], 1])) - 1
    var factors = sums.values()
    let areSigned = x.withValues { values in values.indices.contains { values[$0] < 0 } }
    for (row, sum) in factors.enumerated() {
      if !areSigned && abs(sum) < 1e-5 {
        // Of features that are not negative, a sum of 0 is nothing but zeros.
        factors[row] = 0
      } else if abs(sum) > 1e-6 {
        factors[row] = 1 / sum
      } else {
        throw Failure(
          "similarity graph", "similarities of an image cancel",
          expected: "features that are not negative, such as those after ReLU",
          got: "a sum of \(sum)")
      }
    }
    self.features = x
    shares = try Tensor(factors, shape: sums.shape)
  }

  /// A·m.
  /// - Shape: [n × k] → [n × k].
  func spread(_ m: Tensor) throws -> Tensor {
    let scaled = try m * shares
    return try features.matmul(features.matmul(scaled, transposeSelf: true)) - scaled + m
  }
}
