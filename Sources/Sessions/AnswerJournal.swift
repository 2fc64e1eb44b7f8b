import Formats
import Foundation
import Tensors

/// The journal of answers: one row each, added at the end and never changed. It is the truth about what
/// people have answered; a manifest only says up to where it has been taken up.
struct AnswerJournal {
  let path: String

  /// A row: an answer, and the branch on which it was given.
  struct Row: Equatable {
    let answer: Annotation
    let branch: String
  }

  static let header = "id\tclass\tannotator\ttime\tround\tbranch\n"

  /// All whole rows, and the head of the file that they are. A last line without an end was being written
  /// when the program was ended; nobody was told that it is kept.
  /// - Parameter known: the head that a manifest knows, if one does.
  /// - Throws: a `Failure` where that head is not as it was, or a row is none.
  func read(after known: StoredObject?) throws -> (rows: [Row], head: StoredObject) {
    let bytes = try FileBytes.read(path)
    if let known { try check(bytes, against: known) }
    let whole = Array(bytes.prefix(Self.end(of: bytes)))
    let lines = String(decoding: whole, as: UTF8.self).split(separator: "\n").dropFirst()
    return (
      try lines.enumerated().map { try Self.row($1, of: path, line: $0 + 2) }, object(of: whole)
    )
  }

  /// Adds rows.
  /// - Parameter known: the head that was read or written before; nil for a new file.
  /// - Returns: the head that is known now.
  /// - Throws: a `Failure` where somebody else has added rows since, or they cannot be written.
  func append(
    _ answers: ArraySlice<Annotation>, on branch: String, after known: StoredObject?
  ) throws -> StoredObject {
    var present: [UInt8] = []
    if let known {
      guard !answers.isEmpty else { return known }
      present = try FileBytes.read(path)
      try check(present, against: known)
    } else if let bytes = try? FileBytes.read(path) {
      present = bytes
    }
    let end = Self.end(of: present)
    guard end == known?.bytes ?? 0 else {
      throw Failure(
        path, "was written by somebody else since this session was read", code: .changedOnDisk)
    }
    let text =
      (known == nil ? Self.header : "") + answers.map { "\($0.row)\t\(branch)\n" }.joined()
    try AtomicFile.append(Array(text.utf8), to: path, at: end)
    return object(of: present.prefix(end) + Array(text.utf8))
  }

  var exists: Bool { FileStatus(path) != nil }

  /// How many rows such a head has.
  func count(in head: StoredObject) throws -> Int {
    try FileBytes.read(path).prefix(max(0, head.bytes)).count { $0 == UInt8(ascii: "\n") } - 1
  }

  private func check(_ bytes: [UInt8], against known: StoredObject) throws {
    guard known.bytes >= 0, bytes.count >= known.bytes else {
      throw Failure(path, "is cut short", expected: "\(known.bytes) bytes", got: "\(bytes.count)")
    }
    guard SessionFile.digest(Array(bytes.prefix(known.bytes))) == known.sha256 else {
      throw Failure(path, "is damaged", expected: "SHA-256 \(known.sha256.prefix(12))…")
    }
  }

  /// Bytes up to the last line end.
  private static func end(of bytes: [UInt8]) -> Int {
    bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
  }

  private func object(of bytes: [UInt8]) -> StoredObject {
    StoredObject(
      file: (path as NSString).lastPathComponent, bytes: bytes.count,
      sha256: SessionFile.digest(bytes))
  }

  private static func row(_ line: Substring, of file: String, line number: Int) throws -> Row {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
    guard fields.count == 6 else {
      throw Failure(
        "\(file):\(number)", "not an answer",
        expected: "id, class, annotator, time, round, branch", got: "'\(line)'")
    }
    return Row(
      answer: try Annotation(
        row: fields.prefix(5).joined(separator: "\t")[...], of: file, line: number),
      branch: String(fields[5]))
  }
}
