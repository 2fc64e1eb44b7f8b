import ActiveLearning
import Foundation
import Tensors
import Testing

/// What is kept of a session, and how it changes.
@Suite struct SessionHistoryTests {
  let path = SessionFixture.path()

  private func reopen() throws -> Session {
    try Session.open(path) { _ in try SessionFixture.dataset() }
  }

  private func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)").sorted()
  }

  private func clean() { try? FileManager.default.removeItem(atPath: path) }

  @Test func answersOfPeopleOutliveAProgramThatNeverSavedThem() throws {
    defer { clean() }
    let s = try SessionFixture.session()
    try s.save(to: path)
    let ids = Array(s.pool.unlabelledIDs.prefix(3))
    try s.label(ids, as: [0, 1, 0], by: Session.user)
    // The program ends here; another one goes on, and gives one answer more before it ends, too.
    let second = try reopen()
    #expect(second.takenUp == 3)
    #expect(second.annotations.suffix(3).map(\.id) == ids)
    #expect(second.knownLabels[ids[1]] == 1)
    let next = second.pool.unlabelledIDs[0]
    try second.label([next], as: [1], by: Session.user)
    let third = try reopen()
    #expect(third.takenUp == 4)
    try third.save(to: path)
    let fourth = try reopen()
    #expect(fourth.takenUp == 0 && fourth.annotations == third.annotations)
    #expect(fourth.knownLabels.count == 6 + 4)
  }

  @Test func answersOfAnOracleThatWereNotSavedAreAskedAgain() throws {
    defer { clean() }
    let s = try SessionFixture.session()
    try s.save(to: path)
    try s.label(s.query(3))
    let opened = try reopen()
    #expect(opened.takenUp == 0 && opened.knownLabels.count == 6)
    #expect(try opened.query(3).ids == s.closedRounds[0].query?.ids)
  }

  @Test func aTornRowIsNoAnswerAndHurtsNoneAfterIt() throws {
    defer { clean() }
    let s = try SessionFixture.session()
    try s.save(to: path)
    let journal = URL(filePath: path + "/answers.tsv")
    let whole = try Data(contentsOf: journal)
    try (whole + Data("7\t1\tuse".utf8)).write(to: journal)
    let opened = try reopen()
    #expect(opened.takenUp == 0)
    try opened.label([opened.pool.unlabelledIDs[0]], as: [1], by: Session.user)
    #expect(try reopen().takenUp == 1)
  }

  @Test func anAnswerThatCannotBeKeptIsNotTaken() throws {
    let s = try SessionFixture.session()
    let store = FailingStore()
    try s.save(to: store)
    store.fails = true
    let id = s.pool.unlabelledIDs[0]
    #expect(throws: Failure.self) { try s.label([id], as: [0], by: Session.user) }
    #expect(s.knownLabels[id] == nil && s.current.number == 1)
    store.fails = false
    try s.label([id], as: [0], by: Session.user)
    #expect(s.knownLabels[id] == 0 && store.answers.last?.id == id)
  }

  @Test func aSessionThatIsSavedOftenIsOneCommitARound() throws {
    defer { clean() }
    let s = try SessionFixture.session()
    for _ in 1...3 {
      try s.train(epochs: 1)
      try s.save(to: path)
    }
    #expect(try files("commits").count == 1 && files("objects").count == 1)
    try s.label(s.query(2))
    try s.save(to: path)
    try s.train(epochs: 1)
    try s.save(to: path)
    // The end of round 1, and where round 2 is now; the closed round is one file for both.
    #expect(try files("commits").count == 2 && files("objects").count == 2)
    #expect(try files("rounds").count == 1)
  }

  @Test func whatASaveThatWasCutShortHasLeftIsSwept() throws {
    defer { clean() }
    let s = try SessionFixture.session()
    try s.save(to: path)
    let digest = String(repeating: "0", count: 64)
    for stray in [
      "objects/\(digest).safetensors", "objects/\(digest).safetensors.tmp",
      "commits/\(digest).json", "MANIFEST.json.tmp",
    ] {
      try Data("torn".utf8).write(to: URL(filePath: "\(path)/\(stray)"))
    }
    try s.train(epochs: 1)
    try s.save(to: path)
    #expect(try files("objects").count == 1 && files("commits").count == 1)
    #expect(try files(".").filter { $0.hasSuffix(".tmp") } == [])
  }

  @Test func theOracleIsInjected() throws {
    struct Contrary: Oracle {
      func answer(_ ids: [Int]) throws -> [Int] { ids.map { ($0 + 1) % 2 } }
    }
    let s = try Session(
      SessionSetup(
        dataset: try SessionFixture.dataset(), method: try Configuration(CCL.recipe), initial: 4),
      oracle: Contrary())
    #expect(s.knownLabels.allSatisfy { $1 == ($0 + 1) % 2 })
  }

  @Test func nothingElseHappensWhileAStrategyChooses() throws {
    final class Meddling: Strategy {
      let needs: Set<Need> = []
      var session: Session?
      var refusals: [String] = []
      func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
        guard let session else {
          return try RandomSampling().select(query, count: count, using: &rng)
        }
        let attempts: [() throws -> Void] = [
          { _ = try session.train(epochs: 1) }, { _ = try session.query(1) },
          { try session.label([query.candidates[0]], as: [0], by: Session.user) },
          { try session.changeWeights("load weights") {} }, { try session.save(to: "/nowhere") },
          { try session.setStrategyOption("x", to: .number(1)) },
        ]
        for attempt in attempts {
          do { try attempt() } catch { refusals.append("\(error)") }
        }
        return try RandomSampling().select(query, count: count, using: &rng)
      }
    }
    nonisolated(unsafe) let meddling = Meddling()
    let s = try SessionFixture.session()
    try s.setStrategy(
      Configuration(
        Recipe<any Strategy>("meddling", "Meddles.", source: "a test") { unsafe meddling }))
    unsafe meddling.session = s
    let before = try s.bits
    #expect(try s.query(2).ids.count == 2)
    let refusals = unsafe meddling.refusals
    #expect(refusals.count == 6)
    #expect(refusals.allSatisfy { $0.contains("a strategy is choosing") })
    #expect(try s.bits == before && s.knownLabels.count == 6)
  }

  @Test func weightsThatWereChangedByHandAreNotWhatWasMeasured() throws {
    let s = try SessionFixture.session()
    try s.train(epochs: 1)
    try s.evaluate()
    #expect(s.current.evaluation != nil)
    try s.changeWeights("load weights") {}
    #expect(s.current.evaluation == nil && s.actions.last == "load weights")
  }
}

/// A store in memory, which can refuse.
private final class FailingStore: SessionStore {
  let place = "memory"
  var fails = false
  private(set) var answers: [Annotation] = []

  func append(_ state: SessionState, table: String?) throws {
    if fails { throw Failure(place, "cannot be written: no space left on device") }
    answers = state.answers
  }

  func commit(_ snapshot: SessionSnapshot) throws { try append(snapshot.state, table: nil) }
}
