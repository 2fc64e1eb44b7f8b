import Foundation
import TestSupport
import Testing

/// Own images from the folder to the labels, as it is typed.
@Suite struct OwnImagesTests {
  private let lua: LuaFixture
  private let temporary: TemporaryFolder
  private var folder: String { temporary.path }

  init() throws {
    lua = try LuaFixture()
    temporary = try TemporaryFolder()
    _ = try lua.show(
      "dataset.shapes{ images = 12, size = 8 }:export(\"\(temporary.path)/shapes\")")
  }

  @Test func aFolderIsLabelledSavedChangedAndLabelledAgain() throws {
    _ = try lua.show(
      """
      d = dataset.open{ "\(folder)/shapes", labels = "none", classes = { "disc", "other" },
        cache = false }
      s = session.new{ dataset = d, method = method.classifier{} }
      """)
    #expect(try lua.show("return d").hasSuffix("\nclasses to be given: disc, other"))
    #expect(try lua.show("return #s.labelled, #s.validation, #s.unlabelled") == "0\t0\t12")
    #expect(
      lua.complaint("s:label(s:query(2))")?.contains(
        "has no labels to answer from (expected your own: s:label(s:query(…), { … })") == true)
    _ = try lua.show("s:label(s:query(2), { \"disc\", 2 })")
    #expect(
      try lua.show(
        "return #s.answers, s.answers[1].class, s.answers[2].class, s.answers[1].by")
        == "2\t\"disc\"\t\"other\"\t\"user\"")
    _ = try lua.show("s:save \"\(folder)/s\"")
    #expect(
      try lua.show("t = session.open \"\(folder)/s\" return #t.labelled, t.answers[1].class")
        == "2\t\"disc\"")
    // Moved, the images are shown where they are; saving remembers that.
    try FileManager.default.moveItem(atPath: "\(folder)/shapes", toPath: "\(folder)/moved")
    #expect(lua.complaint("session.open \"\(folder)/s\"")?.contains("is not there") == true)
    let moved =
      "dataset.open{ \"\(folder)/moved\", labels = \"none\", classes = { \"disc\", \"other\" }, "
      + "cache = false }"
    #expect(
      try lua.show(
        "t = session.open(\"\(folder)/s\", \(moved)) t:save \"\(folder)/s\" "
          + "return #session.open(\"\(folder)/s\").labelled") == "2")
    #expect(
      lua.complaint("session.open(\"\(folder)/s\", dataset.load \"digits\")")?
        .contains("was made on other data") == true)
    _ = try lua.show("os.remove(t.dataset:file(t.unlabelled[1]))")
    #expect(lua.complaint("session.open \"\(folder)/s\"")?.contains("label_from") == true)
    _ = try lua.show(
      "u = session.new{ dataset = \(moved), method = method.classifier{} }")
    #expect(
      try lua.show(
        "taken, left = u:label_from \"\(folder)/s/labels.csv\" return taken, #left") == "2\t0")
  }
}
