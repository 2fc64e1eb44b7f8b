import ActiveLearningLua
import Formats
import FoundationEssentials

/// The cells of earlier sessions: one JSON object for each line of a file, appended as they are
/// entered. Lines that cannot be read are passed over, and a file that cannot be used at all is
/// only reported: the prompt starts regardless.
struct History {
  /// One entry as it stands in the file.
  private struct Entry: Codable {
    let time: Int
    let cell: String
  }

  private let path: String
  /// Why nothing can be kept, in one line.
  private(set) var complaint: String?

  /// Bytes read back at the start; older entries stay in the file.
  private static let reach = 1 << 20

  /// `$XDG_STATE_HOME/crescent/history`, or the same under `~/.local/state`.
  static func path(environment: [String: String]) -> String? {
    UserFolders.state(environment).map { $0 + "/history" }
  }

  init(path: String) { self.path = path }

  /// The latest entries, oldest first, at most `limit`.
  mutating func load(limit: Int) -> [String] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    let text: Data
    do {
      text = try tail()
    } catch {
      complaint = "history: \(error); nothing is recalled from earlier sessions"
      return []
    }
    let decoder = JSONDecoder()
    let cells = text.split(separator: UInt8(ascii: "\n")).suffix(limit).compactMap { line in
      try? decoder.decode(Entry.self, from: Data(line)).cell
    }
    return cells.filter { !$0.isEmpty }
  }

  /// Appends an entry. The first failure is kept as the complaint, later ones are silent.
  mutating func append(_ cell: String) {
    let entry = Entry(time: Int(Date().timeIntervalSince1970), cell: cell)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      try AppendOnlyFile(path: path).append(line: try encoder.encode(entry))
    } catch {
      complaint = complaint ?? "history: \(error); this session is not kept"
    }
  }

  /// The end of the file, from the start of a line.
  private func tail() throws -> Data {
    let data = try AppendOnlyFile(path: path).tail(bytes: History.reach)
    guard data.count == History.reach else { return data }
    return data.firstIndex(of: UInt8(ascii: "\n")).map { Data(data[$0...]) } ?? Data()
  }
}
