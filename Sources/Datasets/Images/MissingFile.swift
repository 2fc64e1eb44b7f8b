import Foundation
import Tensors

/// Why a file is not there under the name that a table or a folder has for it.
enum MissingFile {
  /// The failure to open a file, with the true reason where the name tells it.
  static func explained(_ failure: Failure, _ entry: ImageLoader.Entry) -> Failure {
    func because(_ what: String, expected: String) -> Failure {
      Failure(failure.who, what, expected: expected, code: failure.code)
    }
    // What is no UTF-8 comes as this mark, under which there is no file.
    if entry.name.unicodeScalars.contains("\u{FFFD}") {
      return because("cannot be opened: its name is not UTF-8", expected: "another name")
    }
    guard failure.code == .file, !FileManager.default.fileExists(atPath: entry.path) else {
      return failure
    }
    if entry.name.contains("\\") {
      let name = entry.name.replacing(/^[A-Za-z]:/, with: "").replacing("\\", with: "/")
      return because("is not there: its name is a path of Windows", expected: "such as \(name)")
    }
    for (path, form) in [
      (entry.path.precomposedStringWithCanonicalMapping, "NFC"),
      (entry.path.decomposedStringWithCanonicalMapping, "NFD"),
    ] where FileManager.default.fileExists(atPath: path) {
      return because(
        "is not there, but a file whose name looks the same is",
        expected: "its letters as that has them, composed in Unicode's form \(form)")
    }
    return failure
  }
}
