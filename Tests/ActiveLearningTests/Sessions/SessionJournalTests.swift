import ActiveLearning
import Formats
import Foundation
import Testing

/// The journal of answers: what proves its rows, and how older ones are read.
@Suite struct SessionJournalTests {
  private func reopen(_ path: String) throws -> Session {
    try Session.open(path) { _ in try SessionFixture.dataset() }
  }

  /// Answers that are newer than the manifest prove themselves: a flipped bit of theirs is found, a last row
  /// that was cut short is none.
  @Test func aFlippedBitOfANewerAnswerIsFound() throws {
    let path = SessionFixture.path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let s = try SessionFixture.session()
    try s.save(to: path)
    let file = URL(filePath: path + "/answers.tsv")
    let known = try Data(contentsOf: file).count
    try s.label(Array(s.pool.unlabelledIDs.prefix(2)), as: [0, 1], by: Session.user)
    let whole = try Data(contentsOf: file)
    #expect(try reopen(path).takenUp == 2)
    for bit in 8 * known..<8 * whole.count {
      var bytes = whole
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      try bytes.write(to: file)
      #expect("bit \(bit)") { try reopen(path) } throws: {
        "\($0)".hasPrefix("\(path)/answers.tsv:") && "\($0)".contains("is damaged")
      }
    }
    for cut in known..<whole.count {
      try whole.prefix(cut).write(to: file)
      let lines = whole[known..<cut].count { $0 == 10 }
      #expect(try reopen(path).takenUp == lines)
    }
  }

  /// A journal of an earlier version has no checks: it is read, and goes on as it is.
  @Test func aJournalWithoutChecksGoesOn() throws {
    let path = SessionFixture.path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let s = try SessionFixture.session()
    try s.save(to: path)
    let file = URL(filePath: path + "/answers.tsv")
    let old = try String(contentsOf: file, encoding: .utf8)
      .replacing("\tcheck\n", with: "\n").replacing(/\t[0-9a-f]{8}\n/, with: "\n")
    let manifest = try String(contentsOfFile: path + "/MANIFEST.json", encoding: .utf8)
    let head = try #require(manifest.firstMatch(of: /"journal":\{[^}]*\}/)).0
    try old.write(to: file, atomically: true, encoding: .utf8)
    var digest = SHA256()
    digest.update(old)
    let other =
      "\"journal\":{\"bytes\":\(old.utf8.count),\"file\":\"answers.tsv\",\"sha256\":\"\(digest.finish())\"}"
    try SessionForgery(path).replaceInManifest(String(head), by: other)
    let opened = try reopen(path)
    #expect(opened.annotations == s.annotations)
    try opened.label([opened.pool.unlabelledIDs[0]], as: [1], by: Session.user)
    #expect(try reopen(path).takenUp == 1)
    try opened.save(to: path)
    #expect(try reopen(path).annotations == opened.annotations)
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(rows.allSatisfy { $0.split(separator: "\t").count == 6 })
  }
}
