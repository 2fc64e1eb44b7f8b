import Tensors

/// One-to-one matching of rows and columns at the least total cost, the Hungarian problem.
public enum Assignment {
  /// The column of each row such that the costs sum to the least; nil for rows that go without,
  /// where there are more rows than columns.
  /// - Shape: [rows × columns].
  /// - Source: Crouse 2016, "On implementing 2D rectangular assignment algorithms", shortest
  ///   augmenting paths as in Jonker & Volgenant 1987.
  /// - Complexity: O(m²·n) for m of the fewer and n of the more.
  /// - Throws: `Failure` where a cost is not a finite number.
  public static func smallest(_ costs: Tensor) throws -> [Int?] {
    guard costs.rank == 2 else {
      throw Failure(
        "assignment", "costs are no matrix", expected: "[rows × columns]",
        got: "\(costs.shape)")
    }
    return try smallest(numbers(costs), rows: costs.shape[0], columns: costs.shape[1])
  }

  /// The same for the greatest total gain.
  public static func largest(_ gains: Tensor) throws -> [Int?] {
    guard gains.rank == 2 else {
      throw Failure(
        "assignment", "gains are no matrix", expected: "[rows × columns]",
        got: "\(gains.shape)")
    }
    return try smallest(numbers(gains, -1), rows: gains.shape[0], columns: gains.shape[1])
  }

  /// In double precision, times a sign; the matrix may have to be turned once more.
  private static func numbers(_ matrix: Tensor, _ sign: Double = 1) throws -> [Double] {
    try Memory.require(16 * Double(matrix.count), for: "assignment", "\(matrix.count) costs")
    return matrix.withValues { values in (0..<values.count).map { sign * Double(values[$0]) } }
  }

  /// The same for the greatest total gain, of row-major numbers.
  public static func largest(_ gains: [Double], rows: Int, columns: Int) throws -> [Int?] {
    try smallest(gains.map { -$0 }, rows: rows, columns: columns)
  }

  /// The same for row-major numbers.
  public static func smallest(_ costs: [Double], rows: Int, columns: Int) throws -> [Int?] {
    let (count, overflows) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !overflows, costs.count == count else {
      throw Failure(
        "assignment", "the costs do not fill the matrix", expected: "\(rows) × \(columns)",
        got: "\(costs.count)")
    }
    guard costs.allSatisfy(\.isFinite) else {
      throw Failure("assignment", "a cost is not a finite number")
    }
    guard rows > columns else { return try match(costs, rows, columns).map { $0 } }
    var turned = [Double](repeating: 0, count: costs.count)
    for row in 0..<rows {
      for column in 0..<columns { turned[column * rows + row] = costs[row * columns + column] }
    }
    var result = [Int?](repeating: nil, count: rows)
    for (column, row) in try match(turned, columns, rows).enumerated() { result[row] = column }
    return result
  }

  /// Every row gets a column; rows ≤ columns.
  private static func match(_ costs: [Double], _ rows: Int, _ columns: Int) throws -> [Int] {
    var (u, v) = ([Double](repeating: 0, count: rows), [Double](repeating: 0, count: columns))
    var columnOf = [Int](repeating: -1, count: rows)
    var rowOf = [Int](repeating: -1, count: columns)
    var shortest = [Double](repeating: 0, count: columns)
    var path = [Int](repeating: -1, count: columns)
    var open = [Int](repeating: 0, count: columns)
    var reached = [Bool](repeating: false, count: columns)
    for start in 0..<rows {
      try StopRequest.poll()
      // The shortest way from the row to a column that is free, along reduced costs.
      for column in 0..<columns {
        shortest[column] = .infinity
        reached[column] = false
        open[column] = column
      }
      var (row, least, sink, left) = (start, 0.0, -1, columns)
      var visited = [start]
      while sink < 0 {
        var (place, lowest) = (0, Double.infinity)
        for k in 0..<left {
          let column = open[k]
          let reduced = least + costs[row * columns + column] - u[row] - v[column]
          if reduced < shortest[column] {
            shortest[column] = reduced
            path[column] = row
          }
          let way = shortest[column]
          // Ties prefer a free column, and then the lowest.
          if way < lowest
            || way == lowest
              && (rowOf[column] < 0 && rowOf[open[place]] >= 0
                || (rowOf[column] < 0) == (rowOf[open[place]] < 0) && column < open[place])
          {
            (place, lowest) = (k, way)
          }
        }
        least = lowest
        let column = open[place]
        reached[column] = true
        left -= 1
        open[place] = open[left]
        if rowOf[column] < 0 {
          sink = column
        } else {
          row = rowOf[column]
          visited.append(row)
        }
      }
      u[start] += least
      for row in visited.dropFirst() { u[row] += least - shortest[columnOf[row]] }
      for column in 0..<columns where reached[column] { v[column] -= least - shortest[column] }
      var column = sink
      while true {
        let row = path[column]
        rowOf[column] = row
        swap(&column, &columnOf[row])
        if row == start { break }
      }
    }
    return columnOf
  }
}
