import Queries
import Recipes
import Tensors

/// Asks where an image lies between the classes: the entropy of its soft assignment to the means of
/// the labelled images of each class.
///
/// The method ccl learns such centres itself, and its probabilities are that assignment: there,
/// `entropy` asks by the learned centres, and this strategy by the means as they are now.
public struct CCLEntropy: ScoringStrategy {
  public var needs: Set<Need> { [.embeddings, .labels] }

  public init() {}

  public func scores(of query: Query, using rng: inout Random) throws -> Scores {
    let centres = try Self.means(of: query.labelledEmbeddings(), classes: query.labels.classes)
    let q = try Self.assignments(of: query.embeddings(), to: centres)
    return Scores(try q.entropyOfRows(), named: "entropy of q (nats)")
  }

  /// The mean of the rows of each class that has any, classes ascending.
  /// - Shape: [n × features] → [classes seen × features].
  /// - Source: Roda & Geva 2024, Eq. 6.
  public static func means(of rows: Tensor, classes: [Int]) throws -> Tensor {
    let seen = Set(classes).sorted()
    let width = rows.shape[1]
    var sums = [Double](repeating: 0, count: seen.count * width)
    var counts = [Double](repeating: 0, count: seen.count)
    let places = Dictionary(uniqueKeysWithValues: seen.enumerated().map { ($1, $0) })
    rows.withValues { values in
      for (row, label) in classes.enumerated() {
        guard let place = places[label] else { continue }
        counts[place] += 1
        for c in 0..<width { sums[place * width + c] += Double(values[row * width + c]) }
      }
    }
    let means = sums.indices.map { Float(sums[$0] / counts[$0 / width]) }
    return try Tensor(means, shape: [seen.count, width])
  }

  /// q_ij, the Student-t similarity of each row to each centre, (1 + ‖z_i − µ_j‖²)⁻¹, as a share.
  /// - Shape: [n × features], [k × features] → [n × k], rows sum to 1.
  /// - Source: Roda & Geva 2024, Eq. 1; Xie, Girshick & Farhadi 2016, Eq. 1.
  public static func assignments(of rows: Tensor, to centres: Tensor) throws -> Tensor {
    var q = try rows.detached().squaredDistances(to: centres)
    let k = centres.shape[0]
    try q.withMutableValues { values in
      for start in stride(from: 0, to: values.count, by: k) {
        var sum: Float = 0
        for place in start..<start + k {
          values[place] = 1 / (1 + max(values[place], 0))
          sum += values[place]
        }
        for place in start..<start + k { values[place] /= sum }
      }
    }
    return q
  }

  public static let recipe = Recipe<any Strategy>(
    "ccl_entropy", "The highest entropy of the soft assignment to the labelled classes' means.",
    source: "Roda & Geva 2024, Eqs. 1, 4 and 6"
  ) { CCLEntropy() }
}
