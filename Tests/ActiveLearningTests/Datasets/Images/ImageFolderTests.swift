import ActiveLearning
import Foundation
import Tensors
import TestSupport
import Testing

/// A user's own images: every way they may lie there, and every way they may be broken.
@Suite struct ImageFolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func fixture(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: TestData.fixture("datasets/images/\(name)"))))
  }

  private func put(_ image: String, at places: String...) throws {
    for place in places { try folder.write("p/\(place)", fixture(image)) }
  }

  private func open(
    _ reading: ReadingOptions = ReadingOptions(size: [8, 8]), labels: String? = nil,
    classes: [String]? = nil, path: String = "p", cache: ImageCache? = nil
  ) throws -> Dataset {
    try DatasetOpener(
      OpeningOptions(labels: labels, classes: classes, reading: reading), cache: cache
    ).open("\(folder.path)/\(path)")
  }

  private func message(
    _ reading: ReadingOptions = ReadingOptions(size: [8, 8]), labels: String? = nil,
    path: String = "p"
  ) -> String? {
    #expect(throws: Failure.self) { try open(reading, labels: labels, path: path) }
      .map { $0.description.replacingOccurrences(of: folder.path + "/", with: "") }
  }

  private func names(_ dataset: Dataset) -> [String] {
    (0..<dataset.images.count).map {
      (dataset.files?[$0] ?? "").replacingOccurrences(of: folder.path + "/p/", with: "")
    }
  }

  // MARK: - Layouts

  @Test func aFolderPerClassGivesClassesByName() throws {
    try put("colour.png", at: "dog/b.png", "dog/a.PNG", "cat/x/deep.png", "cat/.hidden.png")
    try folder.write("p/notes.txt", "not an image")
    try folder.write("p/dog/Thumbs.db", "not an image")
    let set = try open()
    #expect(set.description == "p: 3 images of 8×8×3 in 2 classes (3 train)")
    #expect(set.classNames == ["cat", "dog"])
    #expect(set.labels == [0, 1, 1])
    #expect(names(set) == ["cat/x/deep.png", "dog/a.PNG", "dog/b.png"])
    #expect(try open(classes: ["dog", "cat"]).labels == [1, 0, 0])
  }

  @Test func splitsAreFoldersOfFolders() throws {
    try put("grey.png", at: "train/a/1.png", "train/b/2.png", "val/b/3.png", "test/a/4.png")
    let set = try open()
    #expect(set.splits == ["test": [0], "train": [1, 2], "validation": [3]])
    #expect(set.labels == [0, 0, 1, 1])
    #expect(set.images.channels == 1)
  }

  @Test func imagesInNoFolderHaveNoClass() throws {
    try put("colour.jpg", at: "1.jpg", "2.jpg")
    let set = try open(classes: ["yes", "no"])
    #expect(set.labels == nil && set.classNames == ["yes", "no"])
    try put("colour.jpg", at: "more/3.jpg")
    #expect(message()?.hasPrefix("p/: has images beside folders of images") == true)
    let all = try open(labels: "none")
    #expect(names(all) == ["1.jpg", "2.jpg", "more/3.jpg"])
  }

  @Test func aTableNamesFilesAndClasses() throws {
    try put("grey.png", at: "a b/ü,\"1\".png", "2.png")
    try folder.write(
      "p/list.csv", "file,label,split\r\n\"a b/ü,\"\"1\"\".png\",Katze,train\r\n2.png,Hund,test\r\n"
    )
    let set = try open(path: "p/list.csv")
    #expect(set.classNames == ["Hund", "Katze"] && set.labels == [1, 0])
    #expect(set.splits == ["train": [0], "test": [1]])
    try folder.write("p/plain.tsv", "2.png\ta b/c\na b/ü,\"1\".png\tz\n")
    #expect(try open(path: "p/plain.tsv").classNames == ["a b/c", "z"])
    try folder.write("p/open.csv", "\"2.png,x\n")
    #expect(message(path: "p/open.csv") == "p/open.csv:1: a quoted cell does not end")
    try folder.write("p/lost.csv", "3.png,x\n")
    #expect(message(path: "p/lost.csv")?.hasPrefix("p/3.png: cannot be opened") == true)
  }

  @Test func namesMayBeAnyUnicode() throws {
    // Two spellings of é are two folders, whatever Swift thinks of their equality.
    let classes = ["空 の", "z🦊", "e\u{301}", "\u{E9}"]
    for name in classes { try put("grey.png", at: "\(name)/файл \(name).png") }
    let set = try open()
    #expect(set.images.count == 4 && set.classNames.count == 4)
    #expect(set.labels == [0, 1, 2, 3])
    #expect(
      set.classNames.map { Array($0.utf8) } == [
        Array("e\u{301}".utf8), Array("z🦊".utf8), Array("\u{E9}".utf8), Array("空 の".utf8),
      ])
  }

  @Test func aTypedClassIsTheFolderHoweverItsLettersAreSpelt() throws {
    try put("grey.png", at: "e\u{301}/1.png", "z/2.png", "other/3.png")
    let set = try open(classes: ["z", "\u{E9}"])
    #expect(set.labels == [1, 0])
    #expect(
      set.report.notes.contains("folders that are not among the classes were left out: other"))
  }

  @Test func anyFolderBesideTrainAndTestIsASplit() throws {
    try put("grey.png", at: "train/a/1.png", "test/b/2.png", "rest/a/3.png")
    let set = try open()
    #expect(set.classNames == ["a", "b"])
    #expect(set.splits == ["rest": [0], "test": [1], "train": [2]])
  }

  // MARK: - Sizes

  @Test func imagesOfOneSizeKeepItAndMixedOnesSayWhatBecomesOfThem() throws {
    try put("colour.png", at: "a/1.png", "b/2.png")
    let same = try open(ReadingOptions())
    #expect(same.images.shape == [3, 37, 53] && same.report.notes.count == 1)
    #expect(same.report.notes[0] == "classes with one image: a, b")
    try put("turned-6.jpg", at: "a/3.jpg")
    let mixed = try open(ReadingOptions())
    #expect(mixed.images.shape == [3, 64, 64])
    #expect(mixed.report.notes[0].hasPrefix("images of 2 sizes (37×53, …) were made 64×64"))
  }

  @Test func fittingCropsPadsOrStretches() throws {
    try put("colour.png", at: "1.png")
    let cropped = try open(ReadingOptions(size: [37, 37])).images.image(0)
    // The middle 37 of 53 columns: from 8 to 45.
    let whole = Array(try open(ReadingOptions()).images.image(0))
    var middle: [UInt8] = []
    for row in 0..<3 * 37 { middle += whole[row * 53 + 8..<row * 53 + 45] }
    #expect(Array(cropped) == middle)
    let padded = Array(try open(ReadingOptions(size: [53, 53], fit: .pad)).images.image(0))
    #expect(padded.prefix(424).allSatisfy { $0 == 0 })
    #expect(Array(padded[8 * 53..<45 * 53]) == Array(whole[0..<37 * 53]))
    let stretched = try open(ReadingOptions(size: [37, 53], fit: .stretch)).images.image(0)
    #expect(Array(stretched) == whole)
  }

  @Test func channelsFollowTheImagesOrTheWish() throws {
    try put("grey.jpg", at: "1.jpg")
    #expect(try open().images.channels == 1)
    let three = Array(try open(ReadingOptions(size: [8, 8], channels: 3)).images.image(0))
    #expect(Array(three[0..<64]) == Array(three[64..<128]))
    try put("colour.jpg", at: "2.jpg")
    #expect(try open().images.channels == 3)
    #expect(try open(ReadingOptions(size: [8, 8], channels: 1)).images.channels == 1)
  }

  // MARK: - Broken files

  @Test func everyBrokenFileIsNamedOrSkipped() throws {
    try put("colour.jpg", at: "a/good.jpg", "b/good.jpg")
    let jpeg = try fixture("colour.jpg")
    let png = try fixture("colour.png")
    var bomb = png
    // 60000 × 60000 pixels in the head of a small file.
    bomb.replaceSubrange(16..<24, with: [0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60])
    let broken: [(String, [UInt8], String)] = [
      ("bomb.png", bomb, "has more pixels than allowed"),
      ("cut.jpg", Array(jpeg.prefix(jpeg.count - 300)), "ends early, the image is not whole"),
      ("cut.png", Array(png.prefix(png.count / 2)), "ends early, the image is not whole"),
      ("empty.jpg", [], "is empty"),
      ("gif.jpg", Array("GIF89a, renamed".utf8), "is damaged ("),
      ("head.jpg", Array(jpeg.prefix(30)), "is damaged: it ends or breaks off"),
      ("page.png", Array("<!DOCTYPE html><p>404".utf8), "is of no image format that is read"),
    ]
    for (name, bytes, what) in broken {
      try folder.write("p/a/\(name)", bytes)
      #expect(message()?.hasPrefix("p/a/\(name): \(what)") == true, "\(message() ?? "")")
      try FileManager.default.removeItem(atPath: "\(folder.path)/p/a/\(name)")
    }
    for (name, bytes, _) in broken { try folder.write("p/a/\(name)", bytes) }
    for size in [[8, 8], nil] {
      let set = try open(ReadingOptions(size: size, onError: .skip))
      #expect(names(set) == ["a/good.jpg", "b/good.jpg"])
      #expect(set.report.skipped.map(\.file) == broken.map { "a/\($0.0)" })
      #expect(zip(set.report.skipped, broken).allSatisfy { $0.reason.hasPrefix($1.2) })
      #expect(
        set.report.skipped[6].reason == "is of no image format that is read "
          + "(expected JPEG, PNG, TIFF, WebP, BMP, GIF, PPM or PGM, got a web page)")
    }
  }

  @Test func imagesOfOtherFormsAreCounted() throws {
    try folder.write("p/1.HEIC", "x")
    try folder.write("p/b/2.heic", "x")
    try folder.write("p/b/3.dcm", "x")
    let left =
      "2 .heic, 1 .dcm (heif-convert makes PNG of HEIC and AVIF; dcm2img or pydicom make PNG of "
      + "DICOM, with the window that you choose)"
    #expect(
      message()
        == "p: has no images that can be read, nor has a folder in it (expected JPEG, PNG, TIFF, "
        + "WebP, BMP, GIF, PPM or PGM, got \(left))")
    try put("grey.png", at: "a/1.png")
    #expect(try open().report.notes.contains("images of other formats were left out: \(left)"))
  }

  @Test func aNameThatIsNoUnicodeIsSaidToBe() throws {
    try put("grey.png", at: "a.png")
    // "ä" in ISO 8859-1.
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = [
      "-c", "cp \"$1/a.png\" \"$1/$(printf '\\344').png\"", "sh", "\(folder.path)/p",
    ]
    try shell.run()
    shell.waitUntilExit()
    try #require(shell.terminationStatus == 0)
    let set = try open(ReadingOptions(size: [8, 8], onError: .skip))
    #expect(set.images.count == 1)
    #expect(
      set.report.skipped.map(\.reason) == [
        "cannot be opened: its name is not UTF-8 (expected another name)"
      ])
  }

  @Test func aMislabelledImageIsReadForWhatItIs() throws {
    try put("colour.png", at: "1.jpg")
    try put("colour.jpg", at: "2.png")
    #expect(try open().images.count == 2)
  }

  @Test func nothingUsableIsOneLine() throws {
    try folder.write("p/a/notes.txt", "x")
    #expect(
      message() == "p: has no images that can be read, nor has a folder in it (expected JPEG, PNG, "
        + "TIFF, WebP, BMP, GIF, PPM or PGM)")
    try folder.write("p/a/1.jpg", "x")
    #expect(
      message(ReadingOptions(onError: .skip))
        == "images: none of 1 files could be read (got a/1.jpg: is of no image format that is read "
        + "(expected JPEG, PNG, TIFF, WebP, BMP, GIF, PPM or PGM, got a text))"
    )
    #expect(message(path: "q") == "q: is not there (expected a folder or file)")
    #expect(
      message(ReadingOptions(size: [0, 8]))
        == "size: is not usable (expected height and width from 1 to 8192, got [0, 8])")
  }

  @Test func someWithClassAndSomeWithoutAreRefused() throws {
    try put("grey.png", at: "train/a/1.png", "train/b/2.png", "test/3.png")
    #expect(message()?.hasPrefix("p: has images with and without a class") == true)
  }
}
