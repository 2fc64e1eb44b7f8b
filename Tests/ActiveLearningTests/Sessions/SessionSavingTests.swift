import ActiveLearning
import Foundation
import Tensors
import Testing

private func reopen(_ path: String) throws -> Session {
  try Session.open(path) { _ in try SessionFixture.dataset() }
}

@Test func aSavedSessionGoesOnWithTheSameBits() throws {
  let path = SessionFixture.path()
  defer { try? FileManager.default.removeItem(atPath: path) }
  let original = try SessionFixture.session()
  try original.pretrain(epochs: 1)
  try original.round(budget: 4, epochs: 2)
  try original.train(epochs: 1)
  try original.save(to: path)
  let opened = try reopen(path)
  #expect(try opened.bits == original.bits)
  #expect(opened.closedRounds == original.closedRounds)
  #expect(opened.annotations == original.annotations)
  for s in [original, opened] {
    try s.train(epochs: 2)
    try s.evaluate()
    try s.label(s.query(5))
    try s.round(budget: 3, epochs: 1)
    try s.setStrategy(Configuration(RandomSampling.recipe))
    try s.label(s.query(2))
  }
  #expect(try opened.bits == original.bits)
  #expect(opened.closedRounds.map(\.query) == original.closedRounds.map(\.query))
  #expect(opened.closedRounds.map(\.evaluation) == original.closedRounds.map(\.evaluation))
}

@Test func savingBeforeAndAfterPretrainingRestoresEither() throws {
  let path = SessionFixture.path()
  defer { try? FileManager.default.removeItem(atPath: path) }
  let s = try SessionFixture.session()
  try s.save(to: path)
  #expect(try reopen(path).bits == s.bits)
  try s.pretrain(epochs: 1)
  try s.save(to: path)
  let opened = try reopen(path)
  #expect(try opened.bits == s.bits)
  #expect(opened.pretrainedEpochs == 1)
}

@Test func labelsAreReadableAndOnlyAppended() throws {
  let path = SessionFixture.path()
  defer { try? FileManager.default.removeItem(atPath: path) }
  let s = try SessionFixture.session()
  try s.save(to: path)
  let before = try String(contentsOfFile: path + "/answers.tsv", encoding: .utf8)
  try s.label(s.query(4))
  try s.save(to: path)
  let after = try String(contentsOfFile: path + "/answers.tsv", encoding: .utf8)
  #expect(after.hasPrefix(before))
  #expect(after.split(separator: "\n").count == 1 + 6 + 4)
  #expect(after.hasPrefix("id\tclass\tannotator\ttime\tround\tbranch\tcheck\n"))
}

@Test func rowsLeftByASaveThatWasCutShortDoNotCount() throws {
  let path = SessionFixture.path()
  defer { try? FileManager.default.removeItem(atPath: path) }
  let s = try SessionFixture.session()
  try s.save(to: path)
  let file = path + "/answers.tsv"
  let whole = try String(contentsOfFile: file, encoding: .utf8)
  try (whole + "3\t0\tgrou").write(toFile: file, atomically: true, encoding: .utf8)
  let opened = try reopen(path)
  #expect(opened.annotations == s.annotations)
  try opened.label(opened.query(2))
  try opened.save(to: path)
  #expect(try reopen(path).annotations == opened.annotations)
}

@Test func anotherSessionIsNotOverwritten() throws {
  let path = SessionFixture.path()
  defer { try? FileManager.default.removeItem(atPath: path) }
  let first = try SessionFixture.session()
  try first.save(to: path)
  #expect {
    try SessionFixture.session(seed: 2).save(to: path)
  } throws: { "\($0)".contains("holds another session") }
  #expect(try reopen(path).bits == first.bits)
}

@Test(
  arguments: [
    ("MANIFEST.json", "is damaged"), ("answers.tsv", "cut short"),
    ("rounds", "another size"), ("objects", "another size"), ("commits", "another size"),
  ])
func aTruncatedFileIsNamed(file: String, complaint: String) throws {
  let path = SessionFixture.path()
  defer { try? FileManager.default.removeItem(atPath: path) }
  let s = try SessionFixture.session()
  try s.label(s.query(2))
  try s.save(to: path)
  var target = "\(path)/\(file)"
  if ["objects", "rounds", "commits"].contains(file) {
    target += "/" + (try FileManager.default.contentsOfDirectory(atPath: target)[0])
  }
  let bytes = try #require(FileManager.default.contents(atPath: target))
  try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: target))
  #expect {
    try reopen(path)
  } throws: { "\($0)".contains(complaint) && "\($0)".contains(file) }
}

@Test func oneFlippedBitIsFound() throws {
  let path = SessionFixture.path()
  defer { try? FileManager.default.removeItem(atPath: path) }
  try SessionFixture.session().save(to: path)
  let name = try FileManager.default.contentsOfDirectory(atPath: path + "/objects")[0]
  let target = "\(path)/objects/\(name)"
  var bytes = try #require(FileManager.default.contents(atPath: target))
  bytes[bytes.count - 5] ^= 1
  try bytes.write(to: URL(fileURLWithPath: target))
  #expect {
    try reopen(path)
  } throws: { "\($0)".contains("is damaged") }
}

@Test func otherDataIsRefused() throws {
  let path = SessionFixture.path()
  defer { try? FileManager.default.removeItem(atPath: path) }
  try SessionFixture.session().save(to: path)
  #expect {
    try Session.open(path) { _ in try SessionFixture.dataset(seed: 6) }
  } throws: { "\($0)".contains("was made on other data") }
}

@Test func aFolderThatIsNoSessionSaysSo() {
  #expect {
    try reopen("/tmp")
  } throws: {
    "\($0)" == "/tmp: is not a session (expected a directory with a MANIFEST.json in it)"
  }
}

@Test func aHandleThatIsBehindDoesNotOverwrite() throws {
  let path = SessionFixture.path()
  defer { try? FileManager.default.removeItem(atPath: path) }
  let first = try SessionFixture.session()
  try first.save(to: path)
  let second = try reopen(path)
  try first.label(first.query(3))
  try first.save(to: path)
  try second.label(second.query(1))
  #expect {
    try second.save(to: path)
  } throws: { "\($0)".contains("was saved by somebody else") }
  #expect(try reopen(path).annotations == first.annotations)
  let third = try reopen(path)
  try third.label(third.query(1))
  try third.save(to: path)
  #expect(throws: Failure.self) { try first.save(to: path) }
}

/// Every byte of the manifest is sealed: whatever is flipped, nothing opens.
@Test func aFlippedByteOfTheManifestIsFoundWhereverItIs() throws {
  let path = SessionFixture.path()
  defer { try? FileManager.default.removeItem(atPath: path) }
  try SessionFixture.session().save(to: path)
  let file = URL(filePath: path + "/MANIFEST.json")
  let whole = try Data(contentsOf: file)
  for place in stride(from: 0, to: whole.count, by: 7) {
    var bytes = whole
    bytes[place] ^= UInt8(1 << (place % 8))
    try bytes.write(to: file)
    #expect { try reopen(path) } throws: { $0 is Failure && "\($0)".hasPrefix(path) }
  }
  try whole.write(to: file)
  _ = try reopen(path)
}

/// A manifest that somebody has edited and sealed again is checked number by number.
@Test(
  arguments: [
    ("\"pretrainedEpochs\":0", "\"pretrainedEpochs\":9223372036854775807"),
    ("\"number\":1", "\"number\":9223372036854775807"), ("\"epochs\":0", "\"epochs\":-5"),
    ("\"opened\":0", "\"opened\":-1"), ("\"fraction\":", "\"fraction\":-"),
  ])
func impossibleNumbersInACommitAreRefused(from: String, to: String) throws {
  let path = SessionFixture.path()
  defer { try? FileManager.default.removeItem(atPath: path) }
  try SessionFixture.session().save(to: path)
  #expect(throws: Failure.self) {
    try SessionForgery(path).replaceInCommit(from, by: to)
    _ = try reopen(path)
  }
}

@Test(
  arguments: [
    ("\"trainingIDs\":[", "\"trainingIDs\":[9223372036854775807,"),
    ("\"validationIDs\":[", "\"validationIDs\":[-1,"), ("\"seed\":1", "\"seed\":\"one\""),
    ("\"version\":2", "\"version\":3"), ("crescent-session", "something-else"),
    ("\"head\":\"main\"", "\"head\":\"other\""), ("\"file\":\"commits/", "\"file\":\"../commits/"),
    ("\"journal\":{\"bytes\":", "\"journal\":{\"bytes\":-"),
    ("\"file\":\"answers.tsv\"", "\"file\":\"../answers.tsv\""),
    ("\"file\":\"objects/", "\"file\":\"objects/../objects/"),
    ("\"branches\":{\"main\"", "\"branches\":{\"ma\\tin\""),
    ("\"round\":1", "\"round\":0"), ("\"session\":\"", "\"session\":\"../"),
    (
      "\"scaling\":{\"unit\":{}}", "\"scaling\":{\"standardised\":{\"mean\":[1],\"deviation\":[0]}}"
    ),
  ])
func impossibleWordsInTheManifestAreRefused(from: String, to: String) throws {
  let path = SessionFixture.path()
  defer { try? FileManager.default.removeItem(atPath: path) }
  try SessionFixture.session().save(to: path)
  try SessionForgery(path).replaceInManifest(from, by: to)
  #expect {
    try reopen(path)
  } throws: { $0 is Failure && "\($0)".hasPrefix(path) && !"\($0)".contains("\n") }
}

/// Lists in lists in lists: a reader that calls itself for each of them would run out of stack.
@Test func deepNestingIsRefused() throws {
  let path = SessionFixture.path()
  defer { try? FileManager.default.removeItem(atPath: path) }
  let deep = String(repeating: "[", count: 200_000) + String(repeating: "]", count: 200_000)
  try SessionFixture.session().save(to: path)
  let forgery = SessionForgery(path)
  try forgery.replaceInManifest("\"seed\":1", by: "\"seed\":\(deep)")
  #expect(throws: Failure.self) { try reopen(path) }
  try forgery.replaceInManifest("\"seed\":\(deep)", by: "\"seed\":1")
  try forgery.replaceInCommit("\"epochs\":0", by: "\"epochs\":\(deep)")
  #expect(throws: Failure.self) { try reopen(path) }
}

@Test func aChangedLabelIsFound() throws {
  let path = SessionFixture.path()
  defer { try? FileManager.default.removeItem(atPath: path) }
  let s = try SessionFixture.session()
  try s.save(to: path)
  let file = path + "/answers.tsv"
  let text = try String(contentsOfFile: file, encoding: .utf8)
  try text.replacingOccurrences(of: "\t1\tground", with: "\t0\tground")
    .write(toFile: file, atomically: true, encoding: .utf8)
  #expect {
    try reopen(path)
  } throws: { "\($0)".contains("answers.tsv: is damaged") }
}

@Test func filesOfOthersAreLeftAlone() throws {
  let path = SessionFixture.path()
  defer { try? FileManager.default.removeItem(atPath: path) }
  let s = try SessionFixture.session()
  try s.save(to: path)
  try "mine".write(toFile: path + "/objects/notes.txt", atomically: true, encoding: .utf8)
  try s.train(epochs: 1)
  try s.save(to: path)
  let names = try FileManager.default.contentsOfDirectory(atPath: path + "/objects")
  #expect(names.count == 2 && names.contains("notes.txt"))
}
