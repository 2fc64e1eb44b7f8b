import Tensors

/// A table of small whole numbers, a row per line, values separated by commas, no heading.
package struct CSVTable: Equatable {
  /// The rows, all of one length.
  package let rows: [[Int]]

  /// Reads a file, packed by gzip or not; empty lines at the end are allowed.
  /// - Parameter columns: How many values each row must have.
  /// - Throws: `Failure` that names file and line.
  package init(path: String, columns: Int) throws {
    let lines = try CSVText(path).lines
    var rows: [[Int]] = []
    for (number, line) in lines.enumerated() {
      if line.isEmpty, lines[number...].allSatisfy(\.isEmpty) { break }
      let cells = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      guard cells.count == columns else {
        throw Failure(
          "\(path):\(number + 1)", "row has another length", expected: "\(columns) values",
          got: line.isEmpty ? "an empty line" : "\(cells.count)")
      }
      rows.append(
        try cells.map { cell in
          guard let value = Self.number(cell) else {
            throw Failure(
              "\(path):\(number + 1)", "not a whole number", expected: "0 to 999999",
              got: "\"\(String(decoding: cell.prefix(20), as: UTF8.self))\"")
          }
          return value
        })
    }
    self.rows = rows
  }

  private static func number(_ cell: ArraySlice<UInt8>) -> Int? {
    guard 1...6 ~= cell.count else { return nil }
    var value = 0
    for byte in cell {
      guard 48...57 ~= byte else { return nil }
      value = value * 10 + Int(byte - 48)
    }
    return value
  }
}
