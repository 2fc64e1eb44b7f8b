import ActiveLearning
import Foundation
import Tensors
import TestSupport
import Testing

/// Tables of images as spreadsheets and competitions write them.
@Suite struct ImageTableTests {
  private let folder: TemporaryFolder

  /// Three images: 1.png, 2.png, 3.png.
  init() throws {
    folder = try TemporaryFolder()
    let image = try Data(
      contentsOf: URL(fileURLWithPath: TestData.fixture("datasets/images/grey.png")))
    for number in 1...3 { try folder.write("\(number).png", Array(image)) }
  }

  private func open(
    _ text: String, as name: String = "t.csv", onError: ReadingOptions.Fault = .stop
  ) throws -> Dataset {
    try folder.write(name, text)
    return try DatasetOpener(
      OpeningOptions(reading: ReadingOptions(size: [8, 8], onError: onError))
    ).open("\(folder.path)/\(name)")
  }

  private func message(_ text: String) -> String? {
    #expect(throws: Failure.self) { try open(text) }
      .map { $0.description.replacingOccurrences(of: folder.path + "/", with: "") }
  }

  @Test(arguments: [
    "path;class\r\n1.png;a\r\n2.png;b\r\n", "path\tclass\n1.png\ta\n2.png\tb\n",
    "path, class\n1.png, a\n2.png , \"b\" \n",
    "filename,width,height,class,xmin\n1.png,53,37,a,0\n2.png,53,37,b,0\n",
    ",label,image\n0,a,1.png\n1,b,2.png\n", "\u{FEFF}Image,Category\n1.png,a\n2.png,b\n",
    "1.png,a\n2.png,b",
  ])
  func separatorsSpacesAndOtherColumnsAreUnderstood(text: String) throws {
    let set = try open(text)
    #expect(set.classNames == ["a", "b"] && set.labels == [0, 1])
    #expect(set.files?[1] == "\(folder.path)/2.png")
  }

  @Test func splitsHaveTheNamesThatFoldersHave() throws {
    let set = try open("path,class,split\n1.png,a,Train\n2.png,b,val\n3.png,b,TEST\n")
    #expect(set.splits == ["train": [0], "validation": [1], "test": [2]])
    #expect(try open("path,class,split\n1.png,a,fold 1\n").splits == ["fold 1": [0]])
  }

  @Test func rowsThatSayNothingUsableAreNamedOrSkipped() throws {
    let text = "path,class\n1.png,a\n,b\n2.png\n1.png,b\n3.png,b\n"
    #expect(message(text) == "t.csv:3: names no file (expected path, class)")
    let set = try open(text, onError: .skip)
    #expect(set.labels == nil && set.given == [0: 0, 2: 1])
    #expect(set.report.skipped.map(\.file) == [3, 5].map { "\(folder.path)/t.csv:\($0)" })
    #expect(
      set.report.skipped.map(\.reason) == [
        "names no file (expected path, class)",
        "names 1.png again, with another class or split (expected each file once)",
      ])
  }

  @Test func aFileIsThereOnceHoweverOftenItIsNamed() throws {
    let set = try open("1.png,a\n2.png,b\n1.png,a\n")
    #expect(set.images.count == 2)
    #expect(set.report.notes.contains("rows that name a file again were passed over: 1"))
    #expect(message("1.png,a\n1.png,b\n")?.hasPrefix("t.csv:2: names 1.png again") == true)
  }

  @Test func imagesWithoutAClassAreLeftToLabel() throws {
    let set = try open("path,class\n1.png,cat\n2.png,\n3.png,dog\n")
    #expect(set.labels == nil && set.classNames == ["cat", "dog"])
    #expect(set.given == [0: 0, 2: 1])
    #expect(
      set.report.notes.contains(
        "2 of 3 images have a class in the table: a session begins with these, and asks for the others"
      ))
    // Sets made from it know as much.
    #expect(try set.selecting([2, 1]).given == [0: 1])
  }

  @Test func namesThatLookAlikeAreTwoFiles() throws {
    let image = try Data(
      contentsOf: URL(fileURLWithPath: TestData.fixture("datasets/images/grey.png")))
    try folder.write("e\u{301}.png", Array(image))
    try folder.write("\u{E9}.png", Array(image))
    let set = try open("e\u{301}.png,a\n\u{E9}.png,b\n")
    #expect(set.labels == [0, 1])
    try FileManager.default.removeItem(atPath: "\(folder.path)/\u{E9}.png")
    #expect(
      message("\u{E9}.png,a\n")
        == "\u{E9}.png: is not there, but a file whose name looks the same is (expected its letters as "
        + "that has them, composed in Unicode's form NFD)")
  }

  @Test func aPathOfWindowsIsSaidToBeOne() throws {
    #expect(
      message("C:\\images\\1.png,a\n")
        == "C:\\images\\1.png: is not there: its name is a path of Windows (expected such as "
        + "/images/1.png)")
  }

  @Test func whatIsNoTableOfPathsIsNamed() throws {
    try folder.write("u.csv", [0xFF, 0xFE] + Array("p\0a\0".utf8))
    #expect(
      throws: Failure(
        "\(folder.path)/u.csv", "is text in UTF-16", expected: "it saved as CSV in UTF-8")
    ) { try DatasetOpener().open("\(folder.path)/u.csv") }
    #expect(message("path,class\n") == "t.csv: has no rows (expected path, class)")
    try folder.write("y.npy", "x")
    #expect(
      throws: Failure(
        "\(folder.path)/y.npy", "cannot say which image has which class",
        expected: "a .csv of path and class")
    ) { try DatasetOpener(OpeningOptions(labels: "\(folder.path)/y.npy")).open(folder.path) }
  }
}
