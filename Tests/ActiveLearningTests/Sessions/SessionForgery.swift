import Formats
import Foundation
import Testing

/// Edits the files of a session and makes them look untouched: digests and seals are made anew.
struct SessionForgery {
  private let path: String
  private var manifest: URL { URL(filePath: path + "/MANIFEST.json") }

  init(_ path: String) { self.path = path }

  func replaceInManifest(_ old: String, by new: String) throws {
    let text = try String(contentsOf: manifest, encoding: .utf8)
    try #require(text.contains(old))
    let body = text.replacing(/,"~sha256":"[0-9a-f]{64}"\}\n/, with: "").replacing(old, with: new)
    try seal(body)
  }

  func replaceInCommit(_ old: String, by new: String) throws {
    let folder = path + "/commits/"
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
    let text = try String(contentsOfFile: folder + name, encoding: .utf8)
    try #require(text.contains(old))
    let forged = text.replacing(old, with: new)
    let digest = digest(of: forged)
    try forged.write(toFile: folder + digest + ".json", atomically: true, encoding: .utf8)
    let was = String(name.dropLast(5))
    let manifest = try String(contentsOf: manifest, encoding: .utf8)
    let body = manifest.replacing(/,"~sha256":"[0-9a-f]{64}"\}\n/, with: "")
      .replacing(
        "\"bytes\":\(text.utf8.count),\"file\":\"commits/",
        with: "\"bytes\":\(forged.utf8.count),\"file\":\"commits/"
      )
      .replacing(was, with: digest)
    try seal(body)
  }

  private func seal(_ body: String) throws {
    try (body + ",\"~sha256\":\"\(digest(of: body))\"}\n").write(
      to: manifest, atomically: true, encoding: .utf8)
  }

  private func digest(of text: String) -> String {
    var digest = SHA256()
    digest.update(Array(text.utf8).span)
    return digest.finish()
  }
}
