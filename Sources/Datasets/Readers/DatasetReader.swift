import Tensors

/// Reads the files of one published form.
///
/// A new form is one conforming type and one line in `DatasetReaders`.
protocol DatasetReader: Sendable {
  /// The reader with what can be done before the parts that come first are in the sink, such as
  /// unpacking; parts are opened at once by all threads.
  /// - Throws: `Failure` that names the file.
  func opened(_ request: ReadingRequest) throws -> any DatasetReader

  /// Reads the files of one part, and puts its images behind those that are in the sink already.
  /// - Throws: `Failure` that names the file.
  func read(_ request: ReadingRequest, into sink: ImageSink) throws -> DatasetPart
}

extension DatasetReader {
  func opened(_ request: ReadingRequest) throws -> any DatasetReader { self }
}

/// What a reader is asked for.
struct ReadingRequest: Sendable {
  let manifest: DatasetManifest
  let part: DatasetManifest.Part
  /// Paths by role.
  let files: [String: String]
  let options: ReadingOptions

  /// The path for a role that a reader needs.
  /// - Throws: `Failure` where the manifest does not name it.
  func path(_ role: String) throws -> String {
    guard let path = files[role] else {
      throw Failure(
        "data set \(manifest.name)", "its manifest names no file for \"\(role)\"",
        got: files.keys.sorted().joined(separator: ", "))
    }
    return path
  }

  /// Which split this part is, for files that hold several.
  /// - Throws: `Failure` where the manifest does not say.
  func split() throws -> String {
    guard let split = part.split else {
      throw Failure("data set \(manifest.name)", "its manifest names no split for each part")
    }
    return split
  }

  /// - Throws: `Failure` for a class that there is not, naming the file.
  func check(_ labels: [Int], count: Int, in path: String) throws {
    guard labels.count == count else {
      throw Failure(
        path, "labels do not match the images", expected: "\(count) labels",
        got: "\(labels.count)")
    }
    let classes = manifest.classes.count
    if let row = labels.firstIndex(where: { !(0..<classes ~= $0) }) {
      throw Failure(
        path, "label \(row) is no class", expected: "0 to \(classes - 1)", got: "\(labels[row])")
    }
  }
}

/// The images that a reader has put into the sink: their number, and their classes where known.
struct DatasetPart {
  let count: Int
  let labels: [Int]?
  /// The classes as the files name them; nil where the manifest does.
  var classes: [String]?
  /// The path of each image's file, where each has one.
  var names: [String]?
  /// The folders that were looked into.
  var visited: [String] = []
  var report = ReadingReport()
}
