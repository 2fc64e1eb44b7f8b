import Formats
import Tensors

/// What files and folders looked like when they were read, to see later whether they changed.
struct SourceStamp: Codable, Equatable {
  /// Beyond this many files, only their folders are looked at: added, removed and renamed files show
  /// there, one that was overwritten in place does not.
  static let fileLimit = 50_000

  /// When each folder last changed, in nanoseconds.
  var folders: [String: Int]
  /// A digest of size and time of each file; nil where they are too many.
  var files: String?

  /// The stamp of these folders and files, as they are now.
  /// - Parameter files: nil: they are not looked at, as where they are too many.
  init(folders: [String], files: [String]?) {
    self.folders = [:]
    for folder in folders { self.folders[folder] = FileStatus(folder)?.time ?? -1 }
    guard let files, files.count <= Self.fileLimit else { return }
    var digest = SHA256()
    for file in files {
      let status = FileStatus(file)
      digest.update("\(status?.size ?? -1) \(status?.time ?? -1)\n")
    }
    self.files = digest.finish()
  }
}
