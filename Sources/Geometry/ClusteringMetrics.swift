import Glibc
import Tensors

/// How well a clustering agrees with classes. Labels are any integers; only which points share one
/// counts, except for nothing: no measure depends on the names of clusters.
///
/// All throw a `Failure` where the lists are empty or of different lengths.
public enum ClusteringMetrics {
  /// The adjusted Rand index: the share of pairs on which both agree, minus what chance gives,
  /// scaled so that equal partitions have 1.
  /// - Source: Hubert & Arabie 1985. Where neither can vary, 1.
  public static func adjustedRandIndex(_ predicted: [Int], _ actual: [Int]) throws -> Double {
    let table = try Contingency("adjusted rand index", predicted, actual)
    // Counts of ordered pairs, as in scikit-learn: exact in integers up to 3·10⁹ points.
    let n = Double(table.total)
    let both = table.cells.reduce(0.0) { $0 + Double($1.count) * Double($1.count) } - n
    let first = table.rows.reduce(0.0) { $0 + Double($1) * Double($1) } - n
    let second = table.columns.reduce(0.0) { $0 + Double($1) * Double($1) } - n
    let (onlyFirst, onlySecond) = (first - both, second - both)
    let neither = n * n - n - both - onlyFirst - onlySecond
    if onlyFirst == 0 && onlySecond == 0 { return 1 }
    return 2 * (both * neither - onlyFirst * onlySecond)
      / ((both + onlyFirst) * (onlyFirst + neither) + (both + onlySecond) * (onlySecond + neither))
  }

  /// Normalised mutual information, I / mean(H, H), with the arithmetic mean.
  /// - Source: Strehl & Ghosh 2002; scikit-learn's default since 0.22. Where both are one group, 1.
  public static func normalizedMutualInformation(
    _ predicted: [Int], _ actual: [Int]
  ) throws -> Double {
    let table = try Contingency("normalized mutual information", predicted, actual)
    if table.rows.count == 1 && table.columns.count == 1 { return 1 }
    let n = Double(table.total)
    func entropy(_ counts: [Int]) -> Double {
      counts.reduce(0) { $0 - Double($1) / n * log(Double($1) / n) }
    }
    let information = table.cells.reduce(0.0) { sum, cell in
      let p = Double(cell.count) / n
      return sum + p
        * (log(Double(cell.count)) + log(n) - log(Double(table.rows[cell.row]))
          - log(Double(table.columns[cell.column])))
    }
    let mean = (entropy(table.rows) + entropy(table.columns)) / 2
    return mean > 0 ? min(1, max(0, information / mean)) : 0
  }

  /// Clustering accuracy: the share of points that are right under the best one-to-one map of
  /// clusters to classes.
  /// - Source: Yang, Xu, Nie, Yan & Zhuang 2010; the map by `Assignment`.
  /// - Complexity: O(c²·k) after counting, for c of the fewer and k of the more groups.
  public static func accuracy(_ predicted: [Int], _ actual: [Int]) throws -> Double {
    let table = try Contingency("clustering accuracy", predicted, actual)
    let (rows, columns) = (table.rows.count, table.columns.count)
    guard rows <= 1 << 26 / max(1, columns) else {
      throw Failure(
        "clustering accuracy", "too many groups to match",
        expected: "up to \(1 << 26) pairs", got: "\(rows) clusters and \(columns) classes")
    }
    var gains = [Double](repeating: 0, count: rows * columns)
    for cell in table.cells { gains[cell.row * columns + cell.column] = Double(cell.count) }
    let match = try Assignment.largest(gains, rows: rows, columns: columns)
    var right = 0.0
    for (row, column) in match.enumerated() {
      if let column { right += gains[row * columns + column] }
    }
    return right / Double(table.total)
  }

  /// The share of points whose cluster has their class as its most frequent one. Many small clusters
  /// are pure whatever they are: no substitute for accuracy.
  public static func purity(_ predicted: [Int], _ actual: [Int]) throws -> Double {
    let table = try Contingency("purity", predicted, actual)
    var largest = [Int](repeating: 0, count: table.rows.count)
    for cell in table.cells { largest[cell.row] = max(largest[cell.row], cell.count) }
    return Double(largest.reduce(0, +)) / Double(table.total)
  }
}
