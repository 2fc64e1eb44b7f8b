import Formats
import Foundation
import Tensors

/// The files of a session on disk: where each is, and how it is written and checked.
struct SessionDirectory {
  let path: String

  init(_ path: String) { self.path = path }

  var manifestPath: String { path + "/MANIFEST.json" }
  private var labelsPath: String { path + "/labels.tsv" }
  var labelTablePath: String { path + "/labels.csv" }

  var exists: Bool { FileManager.default.fileExists(atPath: manifestPath) }
  var hasLabelTable: Bool { FileManager.default.fileExists(atPath: labelTablePath) }

  func lock() throws -> FileLock { try FileLock(folder: path) }

  // MARK: Manifest

  func readManifest() throws -> (manifest: Manifest, digest: String) {
    guard exists else {
      throw Failure(
        path, "is not a session", expected: "a directory with a MANIFEST.json in it")
    }
    let bytes = try FileBytes.read(manifestPath)
    struct Header: Decodable { let format: String, version: Int }
    let header: Header = try decode(bytes, of: manifestPath)
    guard header.format == Manifest.format else {
      throw Failure(
        manifestPath, "is of another format", expected: Manifest.format, got: header.format)
    }
    guard header.version <= Manifest.version else {
      throw Failure(
        manifestPath, "was written by a newer Crescent",
        expected: "format version up to \(Manifest.version)", got: "\(header.version)")
    }
    return (try decode(bytes, of: manifestPath), digest(bytes))
  }

  /// - Returns: the digest of what was written.
  func write(_ manifest: Manifest) throws -> String {
    let bytes = try encode(manifest)
    try AtomicFile.write(bytes, to: manifestPath)
    return digest(bytes)
  }

  // MARK: Objects

  func storeTensors(_ tensors: [String: Tensor]) throws -> StoredObject {
    try AtomicFile.makeDirectory(path + "/objects")
    let bytes = SafeTensors.encode(tensors)
    let name = digest(bytes)
    let file = "objects/\(name).safetensors"
    try AtomicFile.write(bytes, to: "\(path)/\(file)")
    return StoredObject(file: file, bytes: bytes.count, sha256: name)
  }

  func readTensors(_ object: StoredObject) throws -> [String: Tensor] {
    _ = try verified(object)
    return try SafeTensors.read("\(path)/\(object.file)").tensors
  }

  // MARK: Rounds

  func store(round: RoundRecord) throws -> StoredObject {
    try AtomicFile.makeDirectory(path + "/rounds")
    let file = "rounds/" + String(format: "%04d", round.number) + ".json"
    let bytes = try encode(round)
    let object = StoredObject(file: file, bytes: bytes.count, sha256: digest(bytes))
    // A closed round never changes, so one that is there is there for good.
    if (try? verified(object)) == nil { try AtomicFile.write(bytes, to: "\(path)/\(file)") }
    return object
  }

  func readRounds(_ objects: [StoredObject]) throws -> [RoundRecord] {
    try objects.map { try decode(try verified($0), of: "\(path)/\($0.file)") }
  }

  // MARK: Labels

  /// Appends the answers that the file does not have yet.
  ///
  /// Bytes that are not the head of the answers, left by a save that was cut short, are replaced.
  func store(annotations: [Annotation]) throws -> StoredObject {
    let wanted = Array((Annotation.header + annotations.map(\.row).joined()).utf8)
    let present = FileManager.default.contents(atPath: labelsPath).map { [UInt8]($0) } ?? []
    if present.count <= wanted.count, !present.isEmpty, wanted.starts(with: present) {
      try AtomicFile.append(Array(wanted[present.count...]), to: labelsPath)
    } else {
      try AtomicFile.write(wanted, to: labelsPath)
    }
    return StoredObject(file: "labels.tsv", bytes: wanted.count, sha256: digest(wanted))
  }

  /// Writes what users have answered by the names of files; nothing reads it but users.
  func store(labelTable: String) throws {
    try AtomicFile.write(Array(labelTable.utf8), to: labelTablePath)
  }

  /// Reads the answers that belong to a saved state; rows after them are of a save that was cut
  /// short.
  func readAnnotations(
    _ object: StoredObject, count: Int, classes: Int
  ) throws -> [Annotation] {
    let bytes = try FileBytes.read(labelsPath)
    guard object.bytes >= 0, bytes.count >= object.bytes else {
      throw Failure(
        labelsPath, "is cut short", expected: "\(object.bytes) bytes", got: "\(bytes.count)")
    }
    let head = Array(bytes.prefix(object.bytes))
    guard digest(head) == object.sha256 else {
      throw Failure(labelsPath, "is damaged", expected: "SHA-256 \(object.sha256.prefix(12))…")
    }
    let lines = String(decoding: head, as: UTF8.self).split(separator: "\n").dropFirst()
    let annotations = try lines.enumerated().map { index, line in
      try Annotation(row: line, of: labelsPath, line: index + 2)
    }
    guard annotations.count == count, annotations.allSatisfy({ 0..<classes ~= $0.label }) else {
      throw Failure(labelsPath, "is damaged", expected: "\(count) labels of \(classes) classes")
    }
    return annotations
  }

  // MARK: Checks

  private func verified(_ object: StoredObject) throws -> [UInt8] {
    let file = "\(path)/\(object.file)"
    let bytes = try FileBytes.read(file)
    guard bytes.count == object.bytes else {
      throw Failure(
        file, "is of another size", expected: "\(object.bytes) bytes", got: "\(bytes.count)")
    }
    guard digest(bytes) == object.sha256 else {
      throw Failure(file, "is damaged", expected: "SHA-256 \(object.sha256.prefix(12))…")
    }
    return bytes
  }

  /// Deletes tensors that no saved state names any more.
  func removeUnreferenced(keeping manifest: Manifest) {
    let folder = path + "/objects"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let kept = [manifest.learner.file, manifest.earlier?.file]
    for name in names
    where !kept.contains("objects/\(name)")
      && name.wholeMatch(of: /[0-9a-f]{64}\.safetensors/) != nil
    {
      AtomicFile.remove("\(folder)/\(name)")
    }
  }

  private func digest(_ bytes: [UInt8]) -> String {
    var digest = SHA256()
    digest.update(bytes.span)
    return digest.finish()
  }

  private func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return [UInt8](try encoder.encode(value)) + Array("\n".utf8)
  }

  /// What a decoder complains about, in a few words.
  private static func reason(_ error: any Error) -> String {
    func place(_ context: DecodingError.Context) -> String {
      context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(
        separator: ".")
    }
    return switch error as? DecodingError {
    case .keyNotFound(let key, let context):
      "no '\((place(context) + "." + key.stringValue).drop { $0 == "." })'"
    case .typeMismatch(_, let context)?, .valueNotFound(_, let context)?:
      "another kind of value for '\(place(context))'"
    default: "text that is not the JSON of a session"
    }
  }

  private func decode<Value: Decodable>(_ bytes: [UInt8], of file: String) throws -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try decoder.decode(Value.self, from: Data(bytes))
    } catch {
      throw Failure(file, "is damaged or of another format", got: Self.reason(error))
    }
  }
}
