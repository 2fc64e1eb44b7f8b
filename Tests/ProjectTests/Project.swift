import Foundation

/// The checkout that these tests stand in.
enum Project {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The targets that are programs or libraries, by the names of their folders.
  static func targets() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Sources").path)
      .filter { $0 != "System" }.sorted()
  }

  /// The Swift files of a target, by their paths below `Sources`.
  static func swiftFiles(of target: String) throws -> [String: String] {
    let folder = root.appending(path: "Sources/\(target)")
    let found = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    return try Dictionary(
      uniqueKeysWithValues: (found ?? []).filter { $0.hasSuffix(".swift") }.map {
        ("\(target)/\($0)", try text("Sources/\(target)/\($0)"))
      })
  }

  /// Tests and the text of their fixtures, by their paths below `Tests`. These two files speak of tests.
  static func testFiles() throws -> [String: String] {
    let folder = root.appending(path: "Tests")
    let found = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    return try Dictionary(
      uniqueKeysWithValues: (found ?? []).filter { path in
        !path.hasPrefix("ProjectTests/Untested")
          && (path.hasSuffix(".swift") || path.hasSuffix(".json"))
      }.map { ($0, try text("Tests/\($0)")) })
  }
}
