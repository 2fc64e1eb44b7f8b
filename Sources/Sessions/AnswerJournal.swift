import Formats
import Foundation
import Tensors

/// The journal of answers: one row each, added at the end and never changed. It is the truth about what
/// people have answered; a manifest only says up to where it has been taken up. Each row ends with the
/// CRC-32 of all before it: rows that no manifest knows yet prove themselves.
struct AnswerJournal {
  let path: String

  /// A row: an answer, and the branch on which it was given.
  struct Row: Equatable {
    let answer: Annotation
    let branch: String
  }

  static let header = "id\tclass\tannotator\ttime\tround\tbranch\tcheck\n"

  /// All whole rows, and the head of the file that they are. A last line without an end was being written
  /// when the program was ended; nobody was told that it is kept.
  /// - Parameter known: the head that a manifest knows, if one does.
  /// - Throws: a `Failure` where that head is not as it was, or a row is none.
  func read(after known: StoredObject?) throws -> (rows: [Row], head: StoredObject) {
    let bytes = try FileBytes.read(path)
    if let known { try check(bytes, against: known) }
    let whole = Array(bytes.prefix(Self.end(of: bytes)))
    var lines = String(decoding: whole, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    lines.removeLast()
    guard let first = lines.first else {
      guard bytes.isEmpty || Self.header.utf8.starts(with: bytes) else { throw damaged(line: 1) }
      return ([], object(of: whole))
    }
    // Journals of earlier versions have no checks of their own.
    let isChecked = "\(first)\n" == Self.header
    guard isChecked || "\(first)\tcheck\n" == Self.header else { throw damaged(line: 1) }
    let rows = try lines.dropFirst().enumerated().map {
      try row($1, line: $0 + 2, isChecked: isChecked)
    }
    // A row that is cut short was being written; one whose end is another was whole.
    let rest = String(decoding: bytes.dropFirst(whole.count), as: UTF8.self)
    if isChecked, rest.split(separator: "\t", omittingEmptySubsequences: false).count > 6,
      (try? row(rest.dropLast()[...], line: 0, isChecked: true)) != nil
    {
      throw damaged(line: lines.count + 1)
    }
    return (rows, object(of: whole))
  }

  /// Adds rows.
  /// - Parameters:
  ///   - known: the head that was read or written before; nil for a new file.
  ///   - unfinished: what an append that failed may have left behind, as it could not be taken back; set
  ///     while this one is at work.
  /// - Returns: the head that is known now.
  /// - Throws: a `Failure` where somebody else has added rows since, or they cannot be written.
  func append(
    _ answers: ArraySlice<Annotation>, on branch: String, after known: StoredObject?,
    unfinished: inout [UInt8]
  ) throws -> StoredObject {
    var present: [UInt8] = []
    if let known {
      guard !answers.isEmpty else { return known }
      present = try FileBytes.read(path)
      try check(present, against: known)
    } else if let bytes = try? FileBytes.read(path) {
      present = bytes
    }
    let own = known?.bytes ?? 0
    // Beyond what is known: a row that was cut short, whosever it was, or what we left ourselves.
    guard Self.end(of: present) <= own || unfinished.starts(with: present.dropFirst(own)) else {
      throw Failure(
        path, "was written by somebody else since this session was read", code: .changedOnDisk)
    }
    let isChecked = own == 0 || present.starts(with: Self.header.utf8)
    let rows = answers.map { Self.line($0, branch, isChecked: isChecked) }.joined()
    unfinished = Array(((known == nil ? Self.header : "") + rows).utf8)
    try AtomicFile.append(unfinished, to: path, at: own)
    defer { unfinished = [] }
    return object(of: present.prefix(own) + unfinished)
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

  private static func line(_ answer: Annotation, _ branch: String, isChecked: Bool) -> String {
    let row = "\(answer.row)\t\(branch)"
    return isChecked ? "\(row)\t\(check(of: row))\n" : "\(row)\n"
  }

  /// Eight digits.
  private static func check(of row: some StringProtocol) -> String {
    let digits = String(Deflate.checksum(Array(row.utf8).span), radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  private func damaged(line number: Int) -> Failure {
    Failure("\(path):\(number)", "is damaged: not as it was written")
  }

  private func object(of bytes: [UInt8]) -> StoredObject {
    StoredObject(
      file: (path as NSString).lastPathComponent, bytes: bytes.count,
      sha256: SessionFile.digest(bytes))
  }

  private func row(_ line: Substring, line number: Int, isChecked: Bool) throws -> Row {
    var fields = line.split(separator: "\t", omittingEmptySubsequences: false)
    if isChecked {
      guard fields.count == 7, let check = fields.popLast(),
        Self.check(of: fields.joined(separator: "\t")) == check
      else { throw damaged(line: number) }
    }
    guard fields.count == 6 else {
      throw Failure(
        "\(path):\(number)", "not an answer",
        expected: "id, class, annotator, time, round, branch", got: "'\(line)'")
    }
    return Row(
      answer: try Annotation(
        row: fields.prefix(5).joined(separator: "\t")[...], of: path, line: number),
      branch: String(fields[5]))
  }
}
