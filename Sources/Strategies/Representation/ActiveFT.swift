import Glibc
import Queries
import Recipes
import Tensors

/// Asks for images near centres that are as near to the pool as they can be, and as far from each
/// other: one choice for a whole budget.
public struct ActiveFT: Strategy {
  /// What is minimised, and how.
  public struct Settings: Sendable {
    public var temperature: Float = 0.07
    /// The weight of the centres' distance from each other.
    public var balance: Float = 1
    public var rate: Float = 1e-3
    public var iterations = 300

    public init() {}
  }

  let features: FeatureSource
  let settings: Settings

  public var needs: Set<Need> { [features.need] }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    guard count > 0 else { return Selection(ids: [], scores: [], scoreName: Self.scoreName) }
    let query = try query.ascending()
    let points = try features.candidates(of: query).normalizedRows()
    let start = try rng.sample(count, of: query.candidates.count)
    let centres = try Self.centres(
      of: points, from: points.gather(rows: start),
      fixed: features.labelled(of: query)?.normalizedRows(), settings: settings,
      monitor: query.monitor)
    let picks = try Self.nearestFree(to: centres, in: points, query.monitor)
    return Selection(
      ids: picks.map { query.candidates[$0.row] }, scores: picks.map(\.cosine),
      scoreName: Self.scoreName)
  }

  /// Each centre's nearest row that no centre before it has taken.
  private static func nearestFree(
    to centres: Tensor, in points: Tensor, _ monitor: Monitor
  ) throws -> [(row: Int, cosine: Float)] {
    let n = points.shape[0]
    var isTaken = [Bool](repeating: false, count: n)
    var picks: [(row: Int, cosine: Float)] = []
    let size = max(1, 8_000_000 / n)
    for first in stride(from: 0, to: centres.shape[0], by: size) {
      try monitor.checkpoint()
      let part = try centres.rows(first..<min(first + size, centres.shape[0]))
      try part.matmul(points, transposeOther: true).withValues { cosines in
        for centre in 0..<part.shape[0] {
          var best: Int?
          for row in 0..<n where !isTaken[row] {
            if best.map({ cosines[centre * n + row] > cosines[centre * n + $0] }) ?? true {
              best = row
            }
          }
          guard let row = best else { continue }
          isTaken[row] = true
          picks.append((row, cosines[centre * n + row]))
        }
      }
    }
    return picks
  }

  private static let scoreName = "cosine to its centre"

  public func effort(candidates: Int, labelled: Int, count: Int) -> String? {
    Effort.comparing(
      "active_ft",
      pairs: Double(settings.iterations) * Double(candidates) * Double(labelled + count),
      fewer: "fewer iterations, or the strategy among, which shows it a part of the pool")
  }

  public static let recipe = Recipe<any Strategy>(
    "active_ft",
    "Images near centres that cover the pool and keep apart, found by gradient descent.",
    source: "Xie et al. 2023 (ActiveFT), Eqs. 4–8 and its code",
    FeatureSource.option(.pretext),
    Option<Double>("temperature", positive: 0.07, "of the similarities"),
    Option<Double>("balance", positive: 1, "weight of the centres' distance from each other"),
    Option<Double>("rate", positive: 1e-3, "step size of Adam"),
    Option<Int>("iterations", 300, in: 1...1_000_000, "steps of Adam")
  ) { (features: String, temperature: Double, balance: Double, rate: Double, iterations: Int) in
    var settings = Settings()
    settings.temperature = Float(temperature)
    settings.balance = Float(balance)
    settings.rate = Float(rate)
    settings.iterations = iterations
    return ActiveFT(features: FeatureSource(option: features), settings: settings)
  }
}
