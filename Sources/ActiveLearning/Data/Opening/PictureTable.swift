import Tensors

/// A table of picture files: path, class and split, separated by commas or tabs, quoted where need be.
///
/// A first line `path,class` (or `file`, `filename`, `image`; `label`; `split`) names the columns; without
/// one they stand in this order. Paths are relative to the table's folder. The class may be left out in
/// all rows.
struct PictureTable {
  struct Row {
    let name: String
    let label: Int?
    let split: String?
  }

  let rows: [Row]
  let classes: [String]

  private static let headings = [
    "path": 0, "file": 0, "filename": 0, "image": 0, "class": 1, "label": 1, "split": 2,
  ]

  /// - Throws: `Failure` that names file and line.
  init(_ path: String, classes known: [String]?) throws {
    var file = try InputFile(path)
    let text = try file.readAll(limit: 1 << 30)
    let mark = path.lowercased().hasSuffix(".tsv") ? UInt8(ascii: "\t") : UInt8(ascii: ",")
    var columns = [0, 1, 2]
    var cells: [(line: Int, name: String, label: String?, split: String?)] = []
    let bytes = text.starts(with: [0xEF, 0xBB, 0xBF]) ? text.dropFirst(3) : text[...]
    for (number, line) in bytes.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).enumerated() {
      guard let fields = Self.fields(line, mark: mark) else {
        throw Failure("\(path):\(number + 1)", "a quoted cell does not end")
      }
      guard fields != [""] else { continue }
      let roles = fields.map { Self.headings[$0.lowercased()] }
      if cells.isEmpty, roles.contains(0), !roles.contains(nil), columns == [0, 1, 2] {
        columns = (0...2).map { role in roles.firstIndex(of: role) ?? -1 }
        continue
      }
      func cell(_ role: Int) -> String? {
        fields.indices ~= columns[role] && !fields[columns[role]].isEmpty
          ? fields[columns[role]] : nil
      }
      guard let name = cell(0) else {
        throw Failure("\(path):\(number + 1)", "names no file", expected: "path, class")
      }
      cells.append((number + 1, name, cell(1), cell(2)))
    }
    guard !cells.isEmpty else { throw Failure(path, "has no rows", expected: "path, class") }
    let isLabelled = cells[0].label != nil
    if let odd = cells.first(where: { ($0.label != nil) != isLabelled }) {
      throw Failure(
        "\(path):\(odd.line)",
        isLabelled ? "has no class" : "has a class, the rows before have none",
        expected: "a class in all rows or in none")
    }
    let names = cells.compactMap(\.label)
    let classes = known ?? Set(names).sorted(by: FolderListing.inOrder)
    self.classes = classes
    let numbers = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    rows = try cells.map { row in
      let label = row.label.flatMap { numbers[$0] }
      guard (label == nil) == (row.label == nil) else {
        throw Failure(
          "\(path):\(row.line)", "names a class that is not among the classes",
          expected: classes.joined(separator: ", "), got: row.label)
      }
      return Row(name: row.name, label: label, split: row.split)
    }
  }

  /// The cells of a line; nil where a quote does not end.
  /// - Source: RFC 4180. Differs: a quoted cell does not go on over the end of its line.
  private static func fields(_ line: ArraySlice<UInt8>, mark: UInt8) -> [String]? {
    var line = line.last == 13 ? line.dropLast() : line
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    while let byte = line.popFirst() {
      if isQuoted {
        if byte != 34 {
          field.append(byte)
        } else if line.first == 34 {
          field.append(34)
          line.removeFirst()
        } else {
          isQuoted = false
        }
      } else if byte == 34, field.isEmpty {
        isQuoted = true
      } else if byte == mark {
        fields.append(String(decoding: field, as: UTF8.self))
        field = []
      } else {
        field.append(byte)
      }
    }
    guard !isQuoted else { return nil }
    return fields + [String(decoding: field, as: UTF8.self)]
  }
}
