import Glibc
import Tensors

/// The files below a folder, found without opening any; names come in the order of their bytes, which is
/// that of their code points, whatever the language.
package struct FolderListing {
  /// Names in one folder.
  package struct Level {
    var files: [String] = []
    /// Those of the files that are images of a format that is read.
    package var images: [String] = []
    package var folders: [String] = []
  }

  /// Every folder that was looked into.
  package private(set) var visited: [String] = []
  /// How many images of forms that are not read there were, by their ending.
  private(set) var foreign: [String: Int] = [:]

  package init() {}

  /// What one folder holds; names that begin with a dot are left out.
  /// - Throws: `Failure` where the folder cannot be read.
  package mutating func level(_ path: String) throws -> Level {
    guard let folder = unsafe opendir(path) else {
      throw Failure(
        path, "cannot be read as a folder (\(unsafe String(cString: strerror(errno))))",
        code: .file)
    }
    defer { unsafe closedir(folder) }
    visited.append(path)
    var level = Level()
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard !name.hasPrefix(".") else { continue }
      switch unsafe Int(entry.pointee.d_type) {
      case Int(DT_REG): level.files.append(name)
      case Int(DT_DIR): level.folders.append(name)
      default:
        // A link, or a file system that does not say.
        var status = stat()
        guard unsafe stat("\(path)/\(name)", &status) == 0 else {
          level.files.append(name)
          continue
        }
        if status.st_mode & S_IFMT == S_IFDIR {
          level.folders.append(name)
        } else if status.st_mode & S_IFMT == S_IFREG {
          level.files.append(name)
        }
      }
    }
    for ending in level.files.compactMap(Self.ending) where OtherFormat.endings.contains(ending) {
      foreign[ending, default: 0] += 1
    }
    level.files.sort(by: Self.inOrder)
    level.images = level.files.filter { Self.isImage($0, in: path) }
    level.folders.sort(by: Self.inOrder)
    return level
  }

  /// The image files of a folder and of those below it, relative to it.
  /// - Throws: `Failure` where a folder cannot be read, or folders go too deep (links in a circle).
  package mutating func images(below path: String, prefix: String = "", depth: Int = 0) throws
    -> [String]
  {
    guard depth < 32 else {
      throw Failure(path, "folders go too deep", expected: "at most 32, and no circle of links")
    }
    let level = try level(path)
    var found = level.images.map { prefix + $0 }
    for folder in level.folders {
      found += try images(
        below: "\(path)/\(folder)", prefix: "\(prefix)\(folder)/", depth: depth + 1)
    }
    return found
  }

  /// Whether a name ends as those of image files do, or has no ending and the file begins as such do.
  private static func isImage(_ name: String, in folder: String) -> Bool {
    if let ending = ending(name) { return ImageFormat.endings.contains(ending) }
    let head = try? FileBytes.read(
      "\(folder)/\(name)", atMost: .max, first: ImageFormat.signatureLength)
    return head.flatMap(ImageFormat.init) != nil
  }

  /// What follows the last dot of a name, in small letters.
  private static func ending(_ name: String) -> String? {
    name.utf8.lastIndex(of: UInt8(ascii: ".")).map { name[$0...].dropFirst().lowercased() }
  }

  /// As in `3 .heic, 1 .jxl`, with what makes readable files of them; nil where there were none.
  package var foreignImages: String? {
    guard !foreign.isEmpty else { return nil }
    let counts = foreign.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.value) .\($0.key)" }.joined(separator: ", ")
    return counts + " (\(OtherFormat.help(for: foreign.keys.sorted())))"
  }

  package static func inOrder(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }
}
