import Tensors

/// Lines of cells, separated by commas, semicolons or tabs, quoted where need be.
/// - Source: RFC 4180. Differs: a quoted cell does not go on over the end of its line, and spaces count
///   only within quotes.
package struct CSVText {
  /// The lines of the file, without their ends; empty ones are among them.
  package let lines: [ArraySlice<UInt8>]
  /// What separates cells: where the first line has no comma, it may be what stands for one in countries
  /// that write decimals with it.
  private let mark: UInt8

  /// Reads a file, packed by gzip or not.
  /// - Throws: `Failure` where it cannot be read, or is no text in UTF-8.
  package init(_ path: String) throws {
    var file = try InputFile(path)
    let text = try file.readAll(limit: 1 << 30)
    guard !text.starts(with: [0xFF, 0xFE]), !text.starts(with: [0xFE, 0xFF]) else {
      throw Failure(path, "is text in UTF-16", expected: "it saved as CSV in UTF-8")
    }
    let bytes = text.starts(with: [0xEF, 0xBB, 0xBF]) ? text.dropFirst(3) : text[...]
    lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
    let (comma, tab) = (UInt8(ascii: ","), UInt8(ascii: "\t"))
    mark =
      path.lowercased().hasSuffix(".tsv")
      ? tab : [comma, UInt8(ascii: ";"), tab].first(where: (lines.first ?? []).contains) ?? comma
  }

  /// The cells of a line, without spaces around them; nil where a quote does not end.
  package func cells(of line: ArraySlice<UInt8>) -> [String]? {
    var line = line
    let (quote, space) = (UInt8(ascii: "\""), UInt8(ascii: " "))
    var fields: [String] = []
    var field: [UInt8] = []
    var (isQuoted, wasQuoted) = (false, false)
    func text() -> String {
      var cell = field[...]
      while !wasQuoted, cell.last == space { cell.removeLast() }
      return String(decoding: cell, as: UTF8.self)
    }
    while let byte = line.popFirst() {
      if isQuoted {
        if byte != quote {
          field.append(byte)
        } else if line.first == quote {
          field.append(quote)
          line.removeFirst()
        } else {
          isQuoted = false
        }
      } else if byte == quote, field.isEmpty {
        (isQuoted, wasQuoted) = (true, true)
      } else if byte == mark {
        fields.append(text())
        (field, wasQuoted) = ([], false)
      } else if byte != space || !(field.isEmpty || wasQuoted) {
        field.append(byte)
      }
    }
    guard !isQuoted else { return nil }
    return fields + [text()]
  }

  /// A cell as it is written: quoted where it would not be read back otherwise.
  package static func cell(_ text: String) -> String {
    text.contains(where: { ",\"".contains($0) }) || text.first == " " || text.last == " "
      ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
