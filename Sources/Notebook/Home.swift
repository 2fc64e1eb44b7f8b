import FoundationEssentials

/// The folder that holds Crescent's own scripts and data sets.
public enum Home {
  /// `CRESCENT_HOME`, else the nearest folder above the program with `scripts/lib` or `datasets`.
  public static func locate(environment: [String: String]) -> String {
    if let home = environment["CRESCENT_HOME"], !home.isEmpty { return home }
    let files = FileManager.default
    guard let program = try? files.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
      return files.currentDirectoryPath
    }
    var folder = program.split(separator: "/").dropLast()
    while !folder.isEmpty {
      let path = "/" + folder.joined(separator: "/")
      if files.fileExists(atPath: path + "/datasets/digits") { return path }
      folder.removeLast()
    }
    return files.currentDirectoryPath
  }
}
