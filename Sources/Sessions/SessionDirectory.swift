import Formats
import Foundation
import Tensors

/// The files of a session on disk: where each is, and how it is written and checked.
///
///     MANIFEST.json            what is trusted: commits, branches, digests; written last
///     commits/DIGEST.json      what the session was at one point in time
///     rounds/NNNN-DIGEST.json  closed rounds
///     objects/DIGEST.safetensors
///     answers.tsv              the journal of answers, to which rows are only added
///     labels.csv               answers of users by the names of files, for people
struct SessionDirectory {
  let path: String

  init(_ path: String) { self.path = path }

  var manifestPath: String { path + "/MANIFEST.json" }
  var labelTablePath: String { path + "/labels.csv" }

  var exists: Bool { FileManager.default.fileExists(atPath: manifestPath) }
  var hasLabelTable: Bool { FileManager.default.fileExists(atPath: labelTablePath) }
  var journal: AnswerJournal { AnswerJournal(path: path + "/answers.tsv") }

  func lock() throws -> FileLock { try FileLock(folder: path) }

  // MARK: Manifest

  /// The manifest and its digest. One of an earlier format is read as what it would be now.
  func readManifest() throws -> (manifest: AnyManifest, digest: String) {
    guard exists else {
      throw Failure(
        path, "is not a session", expected: "a directory with a MANIFEST.json in it")
    }
    let bytes = try FileBytes.read(manifestPath)
    struct Header: Decodable { let format: String, version: Int }
    let header: Header = try SessionFile.decode(bytes, of: manifestPath)
    guard header.format == Manifest.format else {
      throw Failure(
        manifestPath, "is of another format", expected: Manifest.format, got: header.format)
    }
    guard header.version <= Manifest.version else {
      throw Failure(
        manifestPath, "was written by a newer Crescent",
        expected: "format version up to \(Manifest.version)", got: "\(header.version)")
    }
    let digest = SessionFile.digest(bytes)
    guard header.version == Manifest.version else {
      return (.first(try SessionFile.decode(bytes, of: manifestPath)), digest)
    }
    let manifest: Manifest = try SessionFile.unsealed(bytes, of: manifestPath)
    try manifest.check(in: manifestPath)
    return (.present(manifest), digest)
  }

  // MARK: Objects

  /// Keeps a file named by its contents; one that is there already stays.
  func store(_ bytes: [UInt8], in folder: String, as name: (String) -> String) throws
    -> StoredObject
  {
    try FolderMaking.make("\(path)/\(folder)")
    let digest = SessionFile.digest(bytes)
    let object = StoredObject(
      file: "\(folder)/\(name(digest))", bytes: bytes.count, sha256: digest)
    if (try? verified(object)) == nil { try AtomicFile.write(bytes, to: "\(path)/\(object.file)") }
    return object
  }

  func store(tensors: [String: Tensor]) throws -> StoredObject {
    try store(SafeTensors.encode(tensors), in: "objects") { "\($0).safetensors" }
  }

  func store(round: RoundRecord) throws -> StoredObject {
    try store(SessionFile.encode(round), in: "rounds") { digest in
      String(format: "%04d", round.number) + "-\(digest.prefix(12)).json"
    }
  }

  func store(commit: Commit) throws -> StoredObject {
    try store(SessionFile.encode(commit), in: "commits") { "\($0).json" }
  }

  func readTensors(_ object: StoredObject) throws -> [String: Tensor] {
    _ = try verified(object)
    return try SafeTensors.read("\(path)/\(object.file)").tensors
  }

  func read<Value: Decodable>(_ object: StoredObject) throws -> Value {
    try SessionFile.decode(verified(object), of: "\(path)/\(object.file)")
  }

  /// The bytes of a file of the session.
  /// - Throws: a `Failure` where it is not there or not as it was written.
  func verified(_ object: StoredObject) throws -> [UInt8] {
    let file = "\(path)/\(object.file)"
    guard object.isInside else {
      throw Failure(manifestPath, "is damaged: it names a file outside of the session")
    }
    let bytes = try FileBytes.read(file)
    guard bytes.count == object.bytes else {
      throw Failure(
        file, "is of another size", expected: "\(object.bytes) bytes", got: "\(bytes.count)")
    }
    guard SessionFile.digest(bytes) == object.sha256 else {
      throw Failure(file, "is damaged", expected: "SHA-256 \(object.sha256.prefix(12))…")
    }
    return bytes
  }

  /// Deletes what no commit needs any more, and what a save that was cut short has left.
  func removeUnreachable(from manifest: Manifest) {
    let kept = Set(manifest.commits.flatMap { [$0.object.file] + $0.needs.map(\.file) })
    let own = /[0-9a-f]{64}\.(safetensors|json)|[0-9]{4,}(-[0-9a-f]{12})?\.json/
    for folder in ["objects", "commits", "rounds"] {
      for name in (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")) ?? []
      where !kept.contains("\(folder)/\(name)")
        && (name.wholeMatch(of: own) != nil || name.hasSuffix(".tmp"))
      {
        AtomicFile.remove("\(path)/\(folder)/\(name)")
      }
    }
    for file in [manifestPath, labelTablePath] { AtomicFile.remove(file + ".tmp") }
  }
}
