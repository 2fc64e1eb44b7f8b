import Formats
import Tensors

/// A table of image files: path, class and split, separated by commas, semicolons or tabs, quoted where
/// need be.
///
/// A first line that has `path` (or a word like it) names the columns, of which others than these are
/// passed over; without one they stand in this order. Paths are relative to the table's folder. The class
/// may be left out, in all rows or in some.
package struct ImageTable {
  package struct Row {
    package let name: String
    package let label: Int?
    let split: String?
  }

  package private(set) var rows: [Row] = []
  let classes: [String]
  /// Rows that say nothing usable, where those are skipped.
  private(set) var skipped: [ReadingReport.Skipped] = []
  private(set) var notes: [String] = []

  private static let headings = [
    "path": 0, "file": 0, "filename": 0, "file_name": 0, "filepath": 0, "file_path": 0, "image": 0,
    "img": 0, "image_name": 0, "image_path": 0, "img_path": 0, "picture": 0, "class": 1, "label": 1,
    "class_name": 1, "classname": 1, "category": 1, "target": 1, "split": 2, "set": 2, "subset": 2,
    "partition": 2,
  ]

  private struct Line {
    let number: Int
    let name: String?
    let label: String?
    let split: String?
  }

  /// - Throws: `Failure` that names file and line.
  package init(
    _ path: String, classes known: [String]?, onError: ReadingOptions.Fault = .stop
  ) throws {
    let lines = try Self.lines(path)
    guard !lines.isEmpty else { throw Failure(path, "has no rows", expected: "path, class") }
    let names = lines.compactMap(\.label)
    classes = known ?? Set(names).sorted(by: FolderListing.inOrder)
    let numbers = Dictionary(classes.enumerated().map { ($1, $0) }) { first, _ in first }
    // By their bytes: names that look alike may be those of two files.
    var seen: [[UInt8]: (label: Int?, split: String?)] = [:]
    var repeats = 0
    for line in lines {
      do {
        let row = try Self.row(line, path, numbers, classes)
        if let earlier = seen[Array(row.name.utf8)] {
          guard earlier.label == row.label, earlier.split == row.split else {
            throw Failure(
              "\(path):\(line.number)", "names \(row.name) again, with another class or split",
              expected: "each file once")
          }
          repeats += 1
        } else {
          seen[Array(row.name.utf8)] = (row.label, row.split)
          rows.append(row)
        }
      } catch let failure as Failure where onError == .skip {
        skipped.append(
          ReadingReport.Skipped(file: failure.who, reason: failure.reason.description))
      }
    }
    guard !rows.isEmpty else {
      throw Failure(path, "has no usable rows", got: skipped.first?.reason)
    }
    if repeats > 0 { notes.append("rows that name a file again were passed over: \(repeats)") }
  }

  private static func row(
    _ line: Line, _ path: String, _ numbers: [String: Int], _ classes: [String]
  ) throws -> Row {
    let place = "\(path):\(line.number)"
    guard let name = line.name else {
      throw Failure(place, "names no file", expected: "path, class")
    }
    let label = line.label.flatMap { numbers[$0] }
    guard (label == nil) == (line.label == nil) else {
      throw Failure(
        place, "names a class that is not among the classes",
        expected: classes.joined(separator: ", "), got: line.label)
    }
    return Row(
      name: name, label: label,
      split: line.split.map { ImageFolder.splits[$0.lowercased()] ?? $0 })
  }

  // MARK: - Text

  /// What the lines say, a heading and empty ones left out.
  private static func lines(_ path: String) throws -> [Line] {
    let text = try CSVText(path)
    var columns = [0, 1, 2]
    var lines: [Line] = []
    var isFirst = true
    for (number, line) in text.lines.enumerated() {
      guard let fields = text.cells(of: line) else {
        throw Failure("\(path):\(number + 1)", "a quoted cell does not end")
      }
      guard fields != [""] else { continue }
      let roles = fields.map { headings[$0.lowercased()] }
      if isFirst, roles.contains(0) {
        columns = (0...2).map { role in roles.firstIndex(of: role) ?? -1 }
      } else {
        func cell(_ role: Int) -> String? {
          fields.indices ~= columns[role] && !fields[columns[role]].isEmpty
            ? fields[columns[role]] : nil
        }
        lines.append(Line(number: number + 1, name: cell(0), label: cell(1), split: cell(2)))
      }
      isFirst = false
    }
    return lines
  }
}
