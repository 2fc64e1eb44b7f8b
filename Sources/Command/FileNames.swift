import FoundationEssentials

/// Files and folders that a path may go on to.
enum FileNames {
  /// What follows the last slash.
  static func lastPart(_ path: String) -> String {
    String(
      path.suffix(from: path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex))
  }

  /// The names in the path's folder that begin as its last part does, sorted; folders end with a
  /// slash. Hidden ones only where a dot is typed.
  static func starting(with path: String) -> [String] {
    let part = lastPart(path)
    var folder = String(path.dropLast(part.count))
    if folder.hasPrefix("~/"), let home = ProcessInfo.processInfo.environment["HOME"] {
      folder = home + folder.dropFirst()
    }
    let files = FileManager.default
    let names = (try? files.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    return names.filter { $0.hasPrefix(part) && ($0.hasPrefix(".") == part.hasPrefix(".")) }
      .sorted().map { name in
        var isFolder = false
        _ = files.fileExists(atPath: folder + name, isDirectory: &isFolder)
        return isFolder ? name + "/" : name
      }
  }
}
