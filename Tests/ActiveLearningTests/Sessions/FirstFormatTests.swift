import ActiveLearning
import Foundation
import Tensors
import Testing

/// Directories that version 0.1.0 wrote (`scripts/dev/golden-sessions.lua` made them): they open, hold
/// what they held, and draw what they would have drawn.
@Suite struct FirstFormatTests {
  let path = SessionFixture.path()

  private func open(_ name: String) throws -> Session {
    let fixture = TestData.fixture("sessions-1")
    try FileManager.default.copyItem(atPath: fixture + "/" + name, toPath: path)
    return try reopen()
  }

  private func reopen() throws -> Session {
    try Session.open(path) { _ in try TestData.catalogue.load("digits") }
  }

  /// As Lua shows them: from 1 on.
  private func shown(_ ids: some Sequence<Int>) -> [Int] { ids.map { $0 + 1 } }

  @Test func aClassifierGoesOn() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let s = try open("classifier")
    #expect(s.current.number == 3 && s.pretrainedEpochs == 0 && s.seed == 3)
    #expect(
      shown(s.pool.labelledIDs.sorted()) == [
        18, 104, 112, 131, 310, 354, 385, 697, 734, 747, 758, 1015, 1157, 1290, 1613, 1685,
      ])
    #expect(s.annotations.suffix(2).map(\.annotator) == ["user", "user"])
    #expect(s.annotations.suffix(2).map(\.label) == [3, 8])
    #expect(s.closedRounds.count == 2 && s.current.epochs == 1)
    #expect(shown(try s.query(5).ids) == [1230, 1133, 781, 491, 1379])
    _ = try s.evaluate()
  }

  @Test func clustersGoOnWithTheirProvisionalLabels() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let s = try open("clusters")
    #expect(s.current.number == 2 && s.pretrainedEpochs == 1)
    #expect(
      shown(s.annotations.map(\.id)) == [69, 971, 108, 280, 1041, 450, 1462, 952, 1493, 1114])
    #expect(s.provisional.count == 10 && s.closedRounds[0].query?.questions?.count == 10)
    #expect(shown(try s.query(5).ids) == [498, 750, 242, 896, 1214])
  }

  @Test func savedAgainItIsOfThePresentFormatAndLosesNothing() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let s = try open("classifier")
    let old = try Data(contentsOf: URL(filePath: path + "/labels.tsv"))
    try s.save(to: path)
    let opened = try reopen()
    #expect(opened.state == s.state)
    #expect(try opened.bits == s.bits)
    #expect(try Data(contentsOf: URL(filePath: path + "/labels.tsv")) == old)
    #expect(
      try String(contentsOfFile: path + "/MANIFEST.json", encoding: .utf8).contains("\"version\":2")
    )
  }

  @Test func anAnswerThatWasGivenBeforeItWasSavedAgainIsTakenUp() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let s = try open("classifier")
    let id = s.pool.unlabelledIDs[0]
    try s.label([id], as: [4], by: Session.user)
    let opened = try reopen()
    #expect(opened.takenUp == 1 && opened.knownLabels[id] == 4)
    #expect(opened.annotations.count == s.annotations.count)
  }
}
