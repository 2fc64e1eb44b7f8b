import Tensors

/// How often each label of one list meets each label of another. Labels may be any integers.
struct Contingency {
  /// One pair of labels that occur together, as places among the distinct labels of either list.
  struct Cell {
    let row: Int
    let column: Int
    let count: Int
  }

  /// Occurrences of each distinct label of the first and of the second list, ascending by label.
  let rows: [Int]
  let columns: [Int]
  /// Ascending by row, then column.
  let cells: [Cell]
  let total: Int

  /// - Throws: `Failure` where the lists are empty or of different lengths.
  init(_ who: String, _ first: [Int], _ second: [Int]) throws {
    guard first.count == second.count, !first.isEmpty else {
      throw Failure(
        who, "lists of different lengths, or empty", expected: "as many labels in either",
        got: "\(first.count) and \(second.count)")
    }
    // Places of either, pairs or a table of them, cells, and sums.
    try Memory.require(
      96 * Double(first.count), for: who, "\(first.count) labels in each list")
    let (a, b) = (Self.places(first), Self.places(second))
    total = first.count
    if a.distinct <= 1 << 26 / max(1, b.distinct) {
      var table = [Int32](repeating: 0, count: a.distinct * b.distinct)
      let width = Int32(b.distinct)
      for i in first.indices { table[Int(a.of[i] &* width &+ b.of[i])] += 1 }
      cells = table.indices.lazy.filter { table[$0] > 0 }.map {
        Cell(row: $0 / b.distinct, column: $0 % b.distinct, count: Int(table[$0]))
      }
    } else {
      // Too many pairs for a table, most of which do not occur.
      var keys = first.indices.map { Int(a.of[$0]) << 32 | Int(b.of[$0]) }
      keys.sort()
      var cells: [Cell] = []
      var start = 0
      for i in 1...keys.count where i == keys.count || keys[i] != keys[start] {
        cells.append(
          Cell(row: keys[start] >> 32, column: keys[start] & 0xFFFF_FFFF, count: i - start))
        start = i
      }
      self.cells = cells
    }
    var (rows, columns) = (
      [Int](repeating: 0, count: a.distinct), [Int](repeating: 0, count: b.distinct)
    )
    for cell in cells {
      rows[cell.row] += cell.count
      columns[cell.column] += cell.count
    }
    (self.rows, self.columns) = (rows, columns)
  }

  /// Each label as its place among the distinct ones, ascending.
  private static func places(_ labels: [Int]) -> (of: [Int32], distinct: Int) {
    var (low, high) = (Int.max, Int.min)
    for label in labels { (low, high) = (min(low, label), max(high, label)) }
    let (range, overflow) = high.subtractingReportingOverflow(low)
    if !overflow, range < max(1024, 2 * labels.count) {
      var places = [Int32](repeating: -1, count: range + 1)
      for label in labels { places[label &- low] = 0 }
      var distinct: Int32 = 0
      for value in places.indices where places[value] == 0 {
        places[value] = distinct
        distinct += 1
      }
      return (labels.map { places[$0 &- low] }, Int(distinct))
    }
    var place: [Int: Int32] = [:]
    for (number, label) in Set(labels).sorted().enumerated() { place[label] = Int32(number) }
    return (labels.map { place[$0] ?? 0 }, place.count)
  }
}
