import Formats
import Foundation
import Tensors

/// A journal in a file: one JSON object for each line, appended when a cell is over and never changed.
public final class JournalFile: Journal {
  /// Where it is.
  public let path: String
  /// Why nothing more is kept, in one line: the first failure to write.
  public private(set) var complaint: String?

  /// A journal that goes on at the end of a file, which is made with its first entry.
  public init(path: String) { self.path = path }

  /// Adds a cell at the end.
  public func record(_ cell: Cell) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      try AppendOnlyFile(path: path).append(line: try encoder.encode(JournalEntry(cell)))
    } catch {
      complaint = complaint ?? "journal: \(error); cells are no longer kept"
    }
  }

  /// The entries, oldest first, and the numbers of the lines that are none, such as those that a crash
  /// has torn.
  /// - Throws: `Failure` where the file cannot be read.
  public func entries() throws -> (entries: [JournalEntry], unreadable: [Int]) {
    let decoder = JSONDecoder()
    var (entries, unreadable): ([JournalEntry], [Int]) = ([], [])
    for (place, line) in try FileBytes.read(path).split(separator: UInt8(ascii: "\n")).enumerated()
    {
      if let entry = try? decoder.decode(JournalEntry.self, from: Data(line)) {
        entries.append(entry)
      } else {
        unreadable.append(place + 1)
      }
    }
    return (entries, unreadable)
  }
}
