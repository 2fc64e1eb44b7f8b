import ActiveLearning
import Foundation
import Tensors
import TestSupport
import Testing

/// Own images without classes: users name them, and what they named outlives every change of the folder.
@Suite struct UserLabelsTests {
  private let folder: TemporaryFolder
  private var images: String { "\(folder.path)/images" }
  private var saved: String { "\(folder.path)/session" }

  init() throws {
    folder = try TemporaryFolder()
    for number in 1...6 { try put("\(number), é.png") }
  }

  /// An image of one grey, by its name.
  private func put(_ name: String) throws {
    let image = try Data(
      contentsOf: URL(fileURLWithPath: TestData.fixture("datasets/images/grey.png")))
    try folder.write("images/\(name)", Array(image))
  }

  private func open(classes: [String]? = ["left", "right, or so"]) throws -> Dataset {
    try DatasetOpener(OpeningOptions(classes: classes, reading: ReadingOptions(size: [8, 8])))
      .open(images)
  }

  private func session(_ dataset: Dataset, initial: Int = 0) throws -> Session {
    try Session(
      SessionSetup(
        dataset: dataset, method: try Configuration(CCL.recipe, ["batch": .integer(4)]),
        initial: initial, validation: 0, seed: 1))
  }

  @Test func imagesWithoutClassesAreLabelledByTheUserAlone() throws {
    let session = try session(open())
    #expect(session.trainingIDs == Array(0..<6) && session.pool.entries.isEmpty)
    let query = QueryRecord(ids: [3, 1], scores: [0, 0], scoreName: "given", strategy: nil)
    #expect {
      try session.label(query)
    } throws: {
      "\($0)".hasPrefix("images: has no labels to answer from (expected the user's own")
    }
    #expect(throws: Failure.self) { try session.round(budget: 1) }
    #expect(session.current.epochs == 0)
    try session.label([3, 1], as: [0, 1], by: Session.user)
    #expect(session.knownLabels == [3: 0, 1: 1])
    #expect(throws: Failure.self) { try session.evaluate(split: "train") }
  }

  @Test func withoutLabelsNoneAreDrawnAndWithoutClassesNothingBegins() throws {
    let set = try open()
    #expect {
      try session(set, initial: 2)
    } throws: {
      "\($0)".hasPrefix("initial: images has no labels to draw from")
    }
    let bare = try open(classes: nil)
    #expect {
      try session(bare)
    } throws: {
      "\($0)".hasPrefix("images: has neither labels to answer from nor names of classes")
    }
  }

  @Test func labelsOfTheUserComeBack() throws {
    let before = try session(open())
    try before.label([5, 0], as: [1, 0], by: Session.user)
    try before.save(to: saved)
    let after = try Session.open(saved) { _ in try open() }
    #expect(after.knownLabels == [5: 1, 0: 0])
    #expect(after.annotations == before.annotations)
    try after.label([2], as: [1], by: Session.user)
    try after.save(to: saved)
    #expect(try Session.open(saved) { _ in try open() }.knownLabels.count == 3)
  }

  @Test func labelsSurviveAFolderThatHasChanged() throws {
    let before = try session(open())
    try before.label([5, 0], as: [1, 0], by: Session.user)
    try before.save(to: saved)
    // What comes first shifts every id.
    try put("0.png")
    try FileManager.default.removeItem(atPath: "\(images)/1, é.png")
    try put("9.png")
    let complaint = #expect(throws: Failure.self) {
      try Session.open(saved) { _ in try open() }
    }
    #expect(
      complaint?.description
        == "\(saved): was made on other data of the name 'images': images, classes or splits have "
        + "changed (expected 6 images, got 7 images)")
    #expect(complaint?.code == .otherData && complaint?.subject == "\(saved)/labels.csv")
    let after = try session(open())
    let (taken, left) = try after.label(fromTable: "\(saved)/labels.csv")
    #expect(taken == 1 && left == ["1, é.png"])
    let id = try #require(after.knownLabels.keys.first)
    #expect(after.dataset.files?[id] == "\(images)/6, é.png" && after.knownLabels[id] == 1)
    #expect(throws: Failure.self) { try after.label(fromTable: "\(saved)/labels.csv") }
    #expect(after.closedRounds.count == 1)
  }

  @Test func whatIsSaidAfterSavingIsOnTheDiskAtOnce() throws {
    let session = try session(open())
    try session.label([5], as: [1], by: Session.user)
    try session.save(to: saved)
    let other = try Session.open(saved) { _ in try open() }
    try other.label([2], as: [0], by: Session.user)
    // As if the machine had stopped here: the labels are all there.
    let again = try Session.open(saved) { _ in try open() }
    #expect(again.knownLabels == [5: 1, 2: 0] && again.takenUp == 1)
    try again.save(to: saved)
    // A handle that is behind takes no answer that it could not keep.
    #expect(throws: Failure.self) { try session.label([0], as: [0], by: Session.user) }
    #expect(session.knownLabels == [5: 1])
    let table = try String(contentsOfFile: "\(saved)/labels.csv", encoding: .utf8)
    #expect(table.contains("3, é.png") && !table.contains("1, é.png"))
  }

  @Test func theTableOfLabelsIsOneThatCanBeOpened() throws {
    let session = try session(open())
    #expect(session.labelTable == nil)
    try session.label([4, 1], as: [1, 0], by: Session.user)
    #expect(
      session.labelTable == "path,class\n\"5, é.png\",\"right, or so\"\n\"2, é.png\",left\n")
    try session.save(to: saved)
    let labelled = try DatasetOpener(
      OpeningOptions(labels: "\(saved)/labels.csv", reading: ReadingOptions(size: [8, 8]))
    ).open(images)
    #expect(labelled.classNames == ["left", "right, or so"] && labelled.labels == [1, 0])
  }

  @Test func aTableOfKnownLabelsIsSaidToBeOne() throws {
    let session = try session(open())
    try session.label([4, 1], as: [1, 0], by: Session.user)
    try session.save(to: saved)
    let rounds = session.closedRounds.count
    #expect(
      throws: Failure(
        "\(saved)/labels.csv", "names only images that have a label already", got: "2 of them")
    ) { try session.label(fromTable: "\(saved)/labels.csv") }
    #expect(session.closedRounds.count == rounds)
  }

  @Test func rowsWithoutAClassAreLeftToLabel() throws {
    let rows = "path,class\n\"1, é.png\",left\n\"2, é.png\",\n\"3, é.png\",\"right, or so\"\n"
    let table = "\(images)/partly.csv"
    try Data(rows.utf8).write(to: URL(fileURLWithPath: table))
    let whole = try session(open())
    let (taken, left) = try whole.label(fromTable: table)
    #expect(taken == 2 && left == [] && whole.knownLabels == [0: 0, 2: 1])
    // The same as a data set of its own.
    let set = try DatasetOpener(
      OpeningOptions(reading: ReadingOptions(size: [8, 8]))
    ).open(table)
    let session = try session(set)
    #expect(session.knownLabels == [0: 0, 2: 1] && session.pool.unlabelledIDs == [1])
  }

  @Test func labelsThatCameWithTheDataNeedNoTable() throws {
    #expect(try SessionFixture.session().labelTable == nil)
  }
}
