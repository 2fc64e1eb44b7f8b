import ActiveLearning
import Foundation
import Tensors
import Testing

/// A session whose network has convolutions that go either way: 3×3, stride 1, 32 channels or more.
private func session(_ settings: EngineSettings) throws -> Session {
  var setup = SessionSetup(
    dataset: try SessionFixture.dataset(),
    method: try Configuration(
      Supervised.recipe, ["network": .text("cnn"), "batch": .integer(10)]), initial: 8,
    seed: 1)
  setup.settings = settings
  return try Session(setup)
}

private let two = [
  EngineSettings(threads: 1, winograd: false), EngineSettings(threads: 3, winograd: true),
]

private let steps: [@Sendable (Session) throws -> Void] = [
  { try $0.train(epochs: 1) }, { try $0.evaluate() }, { try $0.label($0.query(4)) },
  { try $0.round(budget: 2, epochs: 1) },
]

@Test func sessionsOfOneProgramEachGoTheirOwnWay() throws {
  let alone = try two.map { settings in
    let s = try session(settings)
    for step in steps { try step(s) }
    return try s.bits
  }
  #expect(alone[0] != alone[1], "the settings make no difference here")
  let both = try two.map(session)
  for step in steps { for s in both { try step(s) } }
  #expect(try both.map { try $0.bits } == alone)
}

@Test func whatHoldsOutsideChangesNoSession() throws {
  let s = try two[0].apply { try session(.current) }
  let other = try session(two[0])
  #expect(s.settings == two[0])
  for step in steps {
    try step(other)
    try two[1].apply { try step(s) }
  }
  #expect(try s.bits == other.bits)
  let ids = Array(0..<10)
  let outputs = try two[1].apply { try s.outputs(for: ids).probabilities.values() }
  #expect(try outputs == other.outputs(for: ids).probabilities.values())
}

@Test func settingsAreSavedWithTheSession() throws {
  let path = SessionFixture.path()
  defer { try? FileManager.default.removeItem(atPath: path) }
  let s = try session(two[0])
  try s.save(to: path)
  let opened = try two[1].apply { try Session.open(path) { _ in try SessionFixture.dataset() } }
  #expect(opened.settings == two[0])
  for step in steps { for session in [s, opened] { try step(session) } }
  #expect(try opened.bits == s.bits)
}

@Test func settingsChangeWhenTheyAreSet() throws {
  let s = try session(two[0])
  try s.setSettings(two[1])
  #expect(s.settings == two[1] && s.hasUnsavedWork)
  let other = try session(two[1])
  for step in steps { for session in [s, other] { try step(session) } }
  #expect(try s.bits == other.bits)
  #expect(throws: Failure.self) { try s.setSettings(EngineSettings(threads: 0)) }
  #expect(s.settings == two[1])
}

/// A manifest of version 0.1 has threads and what was computed in, and maybe not even that.
@Test(arguments: [nil, "f32", "bf16"]) func olderManifestsAreRead(precision: String?) throws {
  let path = SessionFixture.path()
  defer { try? FileManager.default.removeItem(atPath: path) }
  try FileManager.default.copyItem(
    atPath: TestData.fixture("sessions-1") + "/classifier", toPath: path)
  let file = URL(fileURLWithPath: path + "/MANIFEST.json")
  var fields = try #require(
    JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
  fields["threads"] = 3
  fields["precision"] = precision
  try JSONSerialization.data(withJSONObject: fields).write(to: file)
  let opened = try Session.open(path) { _ in try TestData.catalogue.load("digits") }
  let isLow = precision == "bf16"
  #expect(
    opened.settings
      == EngineSettings(threads: 3, precision: isLow ? .bfloat16 : .float32, force: isLow))
}
