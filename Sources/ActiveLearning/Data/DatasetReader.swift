/// Reads the files of one published form.
///
/// A new form is one conforming type and one line in `DatasetReaders`.
protocol DatasetReader: Sendable {
  /// Reads the files of one part.
  /// - Parameter files: Paths by role.
  /// - Throws: `Failure` that names the file.
  func read(files: [String: String], manifest: DatasetManifest) throws -> DatasetPart
}

/// The pictures of some files, in their order, with their classes where those are known.
struct DatasetPart {
  /// [count × channels × height × width].
  let bytes: [UInt8]
  let count: Int
  let labels: [Int]?
}
