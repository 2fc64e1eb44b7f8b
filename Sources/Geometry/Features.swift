import Tensors

/// Checks of matrices of features, once, where they come in.
enum Features {
  /// A matrix with at least one row, and numbers whose distances are numbers.
  /// - Returns: the matrix without its history.
  static func checked(_ who: String, _ points: Tensor, named name: String) throws -> Tensor {
    guard points.rank == 2, points.shape[1] >= 1 else {
      throw Failure(
        who, "\(name) are no matrix", expected: "[n × features]", got: "\(points.shape)")
    }
    guard points.shape[0] >= 1 else { throw Failure(who, "there are no \(name)") }
    guard points.shape[0] <= Int(Int32.max), points.shape[1] <= 1 << 24 else {
      throw Failure(
        who, "too many \(name)", expected: "up to 2³¹ − 1 rows of up to 2²⁴ features",
        got: "\(points.shape)")
    }
    let largest = try points.largestMagnitude()
    guard largest <= 1e15 else {
      throw Failure(
        who, "\(name) hold a number that is not finite, or whose square is not",
        expected: "magnitudes up to 10¹⁵", got: "\(largest)")
    }
    return points.detached()
  }

  /// Points as above, and others as wide.
  static func checked(
    _ who: String, _ points: Tensor, named name: String, width: Int
  ) throws -> Tensor {
    let points = try checked(who, points, named: name)
    guard points.shape[1] == width else {
      throw Failure(
        who, "\(name) have another number of features", expected: "\(width)",
        got: "\(points.shape[1])")
    }
    return points
  }

  /// A number of rows to choose.
  static func check(_ who: String, _ what: String, _ count: Int, in range: ClosedRange<Int>) throws
  {
    guard range ~= count else {
      throw Failure(
        who, "wrong number of \(what)", expected: "\(range.lowerBound) to \(range.upperBound)",
        got: "\(count)")
    }
  }
}
