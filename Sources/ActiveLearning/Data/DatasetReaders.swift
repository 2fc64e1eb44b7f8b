import Tensors

/// The readers by the name that a manifest calls them.
enum DatasetReaders {
  static let all: [String: any DatasetReader] = [
    "csv": CSVReader(),
    "idx": IDXReader(),
  ]

  /// - Throws: `Failure` that lists the known readers.
  static func reader(_ manifest: DatasetManifest) throws -> any DatasetReader {
    guard let reader = all[manifest.reader] else {
      throw UnknownName.failure(
        "data set \(manifest.name)", "reader", manifest.reader, known: all.keys.sorted())
    }
    return reader
  }

  /// The path for a role that a reader needs.
  /// - Throws: `Failure` where the manifest does not name it.
  static func path(
    _ role: String, in files: [String: String], manifest: DatasetManifest
  ) throws -> String {
    guard let path = files[role] else {
      throw Failure(
        "data set \(manifest.name)", "its manifest names no file for \"\(role)\"",
        got: files.keys.sorted().joined(separator: ", "))
    }
    return path
  }
}
