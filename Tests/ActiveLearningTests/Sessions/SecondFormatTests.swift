import ActiveLearning
import Foundation
import Tensors
import Testing

/// Directories of format 2 that a program wrote before rounds recorded what they learned from
/// (`scripts/dev/golden-sessions-2.lua` made them): they open, go on as they did, and record from then on.
@Suite struct SecondFormatTests {
  let path = SessionFixture.path()

  private func open(_ name: String) throws -> Session {
    try FileManager.default.copyItem(
      atPath: TestData.fixture("sessions-2") + "/" + name, toPath: path)
    return try reopen()
  }

  private func reopen() throws -> Session {
    try Session.open(path) { _ in try TestData.catalogue.load("digits") }
  }

  @Test func followersThatWereFormedAnewStillAre() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let s = try open("followers")
    #expect(s.strategy.values["followers"] == .text("anew"))
    #expect(s.provisional.count == 10 && s.pseudoLabels.isEmpty)
    #expect(s.current.learned == nil && s.closedRounds.map(\.learned) == [nil])
    // As the program that wrote it printed them, counted from 1.
    let query = try s.query(5)
    #expect(query.ids.map { $0 + 1 } == [779, 814, 1382, 896, 750])
    // What is done from now on is recorded, and says what those followers were.
    try s.train(epochs: 1)
    let learned = try #require(s.current.learned)
    #expect(learned.labels.count == 10 && learned.pseudoLabels.count == 10)
    #expect(learned.clusterLabels.count == 0 && learned.interactions == 10)
    try s.label(query)
    #expect(s.current.learned?.interactions == 15 && s.pseudoLabels.isEmpty)
    try s.save(to: path)
    #expect(try reopen().state == s.state)
  }

  @Test func labelsOfClustersAreKnownForWhatTheyAre() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let s = try open("clusters")
    let count = s.provisional.count
    #expect(count > 0 && s.closedRounds.map(\.learned) == [nil])
    #expect(try s.query(5).ids.map { $0 + 1 } == [974, 1698, 300, 589, 404])
    #expect(s.history.map { s.value(of: .interactions, in: $0) } == [4, 10])
    #expect(s.history.map { s.value(of: .clusterLabels, in: $0) } == [nil, nil])
    try s.train(epochs: 1)
    #expect(s.current.learned?.clusterLabels.count == count)
    #expect(s.current.learned?.pseudoLabels.count == 0)
  }
}
