import Foundation
import TestSupport
import Testing

/// `dataset` and `augment` at the prompt.
@Suite struct DatasetModuleTests {
  private let lua: LuaFixture
  private let temporary: TemporaryFolder
  private var folder: String { temporary.path }

  init() throws {
    lua = try LuaFixture()
    temporary = try TemporaryFolder()
  }

  @Test func theListSaysWhatIsHere() throws {
    #expect(try lua.show("return dataset.list().digits.here") == "true")
    #expect(try lua.show("return dataset.list().digits.licence") == "\"CC BY 4.0\"")
    #expect(try lua.show("return dataset.list()[1].name == dataset.list().names[1]") == "true")
    #expect(try lua.show("return dataset.list()").contains("scripts/datasets/fetch"))
  }

  @Test func aDataSetIsLookedAtAndDivided() throws {
    _ = try lua.show("d = dataset.shapes{ images = 60, classes = 3, size = 12 }")
    #expect(
      try lua.show("return d")
        == "shapes: 60 images of 12×12×1 in 3 classes (48 train, 12 test)\nevery class has 20")
    #expect(
      try lua.show("return table.concat(d:find{ class = \"square\", split = \"test\" }, \" \")")
        == "\"50 53 56 59\"")
    #expect(try lua.show("return d:find{ class = 2 }[1]") == "2")
    #expect(try lua.show("return d:statistics().counts.disc") == "20")
    #expect(try lua.show("return d:statistics()").contains("triangle"))
    #expect(try lua.show("return #d:subset{ per_class = 4, split = \"train\" }") == "24")
    #expect(
      try lua.show("return tostring(d:subset{ classes = { \"disc\", 3 } })")
        == "\"shapes: 40 images of 12×12×1 in 2 classes (32 train, 8 test)\"")
    #expect(try lua.show("return d:split{ test = 0.5 }.splits.test") == "30")
    #expect(try lua.show("return #d:select{ 5, 1 }") == "2")
    #expect(try lua.show("return #d:duplicates().blank") == "0")
    #expect(
      lua.complaint("d:find{ class = \"disk\" }")?.contains(
        "no class \"disk\", did you mean \"disc\"?") == true)
    #expect(lua.complaint("d:select{ 61 }")?.contains("no image 61") == true)
    #expect(lua.complaint("dataset.shapes{ difficulty = 2 }")?.contains("difficulty") == true)
  }

  @Test func whatIsExportedIsOpened() throws {
    _ = try lua.show(
      "dataset.textures{ images = 20, size = 8 }:export(\"\(folder)/out\")")
    #expect(
      try lua.show("return tostring(dataset.open(\"\(folder)/out\", { cache = false }))")
        == "\"out: 20 images of 8×8×1 in 4 classes (16 train, 4 test)\"")
    try "no image".write(
      toFile: "\(folder)/out/train/0°/x.png", atomically: true, encoding: .utf8)
    #expect(
      lua.complaint("dataset.open{ \"\(folder)/out\", cache = false }")?
        .contains("x.png: is of no image format that is read") == true)
    let skipped = try lua.show(
      """
      e = dataset.open{ "\(folder)/out", on_error = "skip", size = { 4, 6 }, cache = false }
      return e.skipped[1].file, e.skipped[1].reason, e.shape[2], e.shape[3]
      """)
    #expect(
      skipped
        == "\"train/0°/x.png\"\t\"is of no image format that is read (expected JPEG, PNG, TIFF, "
        + "WebP, BMP, GIF, PPM or PGM, got a text)\"\t4\t6")
    #expect(try lua.show("return e:file(1)").hasSuffix("/out/test/0°/17.png\""))
    #expect(lua.complaint("dataset.open \"\(folder)/none\"")?.contains("is not there") == true)
    #expect(lua.complaint("dataset.open{ \"\(folder)/out\", size = { 1, 2, 3 } }") != nil)
  }

  @Test func augmentationsAreConfiguredAndApplied() throws {
    _ = try lua.show("d = dataset.shapes{ images = 8, channels = 3 } a = augment.simclr{}")
    #expect(try lua.show("return tostring(a)") == "\"augment.simclr{}\"")
    #expect(
      try lua.show(
        "a.grey = 0 return table.concat(a:batch{ dataset = d, ids = { 1, 2 } }.shape, \" \")")
        == "\"2 3 24 24\"")
    #expect(try lua.show("return plot.augment(d, 1, a)").isEmpty == false)
    #expect(lua.complaint("a.grey = 2")?.contains("grey") == true)
    #expect(lua.complaint("a:batch{ dataset = d, ids = { 9 } }")?.contains("no image 9") == true)
  }

  @Test func aSessionFindsItsDerivedDataAgain() throws {
    _ = try lua.show(
      """
      dataset.shapes{ images = 60, classes = 3, size = 12 }:export("\(folder)/p")
      d = dataset.open{ "\(folder)/p", cache = false }:split{ test = 0.25, seed = 3 }
      d = d:subset{ per_class = 12, split = "train" }
      s = session.new{ dataset = d, method = method.ccl{}, initial = 5 }
      s:save("\(folder)/s")
      t = session.open("\(folder)/s")
      """)
    #expect(try lua.show("return t.dataset.fingerprint == d.fingerprint") == "true")
    _ = try lua.show("dataset.blobs{ images = 9 }:export(\"\(folder)/p/train/disc/more\")")
    #expect(lua.complaint("session.open(\"\(folder)/s\")")?.contains("other data") == true)
  }
}
