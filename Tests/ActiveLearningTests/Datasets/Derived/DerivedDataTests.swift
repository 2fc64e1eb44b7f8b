import ActiveLearning
import Foundation
import Tensors
import TestSupport
import Testing

/// Subsets, splits, statistics, duplicates and exports.
@Suite struct DerivedDataTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// 60 images of 3 classes in turn, 48 to train on.
  private var shapes: Dataset {
    get throws {
      try Configuration(
        Catalogue<Dataset>.synthetic.recipe(named: "shapes"),
        ["images": .integer(60), "classes": .integer(3), "size": .integer(12)]
      ).product
    }
  }

  private func counts(_ dataset: Dataset, _ split: String) throws -> [Int] {
    let ids = try dataset.split(split)
    return dataset.classNames.indices.map { label in
      ids.count { dataset.labels?[$0] == label }
    }
  }

  @Test func aSubsetSharesBytesAndCountsAnew() throws {
    let all = try shapes
    let some = try all.selecting([7, 3, 59])
    #expect(some.labels == [1, 0, 2] && some.splits == ["train": [0, 1], "test": [2]])
    #expect(try some.images.image(2) == all.images.image(59))
    #expect(try some.batch([1]).values() == all.batch([3]).values())
    #expect(try some.standardised().scaling == all.selecting([3, 7]).standardised().scaling)
    #expect(try some.fingerprint != all.fingerprint)
    #expect(try some.selecting([2, 0]).fingerprint == all.selecting([59, 7]).fingerprint)
    #expect(throws: Failure.self) { try all.selecting([1, 1]) }
    #expect(throws: Failure.self) { try all.selecting([60]) }
  }

  /// Also where a share of the number would be more than an integer holds.
  @Test(arguments: [17, 61, Int.max / 2, Int.max], [nil, 1, 2, 1e300])
  func aSubsetOfMoreThanThereIsIsRefused(perClass: Int, imbalance: Double?) throws {
    let all = try shapes
    #expect(throws: Failure.self) {
      try all.subset(SubsetRule(split: "train", perClass: perClass, imbalance: imbalance))
    }
  }

  @Test func subsetsKeepShares() throws {
    let all = try shapes
    #expect(try counts(all.subset(SubsetRule(split: "train", count: 24)), "train") == [8, 8, 8])
    #expect(try counts(all.subset(SubsetRule(split: "train", count: 24)), "test") == [4, 4, 4])
    #expect(try counts(all.subset(SubsetRule(split: "train", perClass: 5)), "train") == [5, 5, 5])
    // 16 · 4^(−i/2): 16, 8, 4.
    let long = try all.subset(SubsetRule(split: "train", imbalance: 4))
    #expect(try counts(long, "train") == [16, 8, 4] && counts(long, "test") == [4, 4, 4])
    let two = try all.subset(SubsetRule(classes: [2, 0]))
    #expect(two.classNames == ["triangle", "disc"] && two.images.count == 40)
    #expect(try counts(two, "train") == [16, 16])
    #expect(
      try all.subset(SubsetRule(count: 9)).fingerprint
        == all.subset(SubsetRule(count: 9)).fingerprint)
    #expect(
      try all.subset(SubsetRule(count: 9, seed: 1)).fingerprint
        != all.subset(SubsetRule(count: 9)).fingerprint)
    #expect(
      throws: Failure(
        "shapes: subset", "class 'disc' has too few images", expected: "17", got: "16")
    ) { try all.subset(SubsetRule(split: "train", perClass: 17)) }
    #expect(throws: Failure.self) { try all.subset(SubsetRule(classes: [3])) }
    #expect(throws: Failure.self) { try all.subset(SubsetRule(count: 61)) }
    #expect(throws: Failure.self) { try all.subset(SubsetRule(imbalance: 0.5)) }
  }

  @Test func splitsAreDrawnAnew() throws {
    let all = try shapes
    let new = try all.split(SplitRule(validation: 6, test: 0.25))
    #expect(try counts(new, "test") == [5, 5, 5])
    #expect(try counts(new, "validation") == [2, 2, 2] && counts(new, "train") == [13, 13, 13])
    #expect(try Set(new.splitNames.flatMap { try new.split($0) }) == Set(0..<60))
    let inner = try all.split(SplitRule(of: "train", validation: 12))
    #expect(try inner.split("test") == all.split("test"))
    #expect(try counts(inner, "validation") == [4, 4, 4])
    #expect(throws: Failure.self) { try all.split(SplitRule(test: 61)) }
    #expect(throws: Failure.self) { try all.split(SplitRule(test: -0.1)) }
    #expect(throws: Failure.self) { try all.split(SplitRule(test: .nan)) }
    #expect(throws: Failure.self) { try all.split(SplitRule(validation: 40, test: 40)) }
  }

  /// More images than are looked at in one piece.
  @Test func statisticsOfManyImagesAreThoseOfAll() throws {
    let count = 70_000
    let bytes = (0..<count).map { UInt8($0 % 200) }
    let set = try Dataset(
      name: "many", images: ImageStore(bytes, count: count, shape: [1, 1, 1]), labels: nil,
      classNames: [], splits: [:])
    let all = try set.statistics()
    // 350 whole turns from 0 to 199.
    #expect(abs(all.mean[0] - 99.5 / 255) < 1e-6 && all.range == 0...199)
    // Variance of 0, 1, … n − 1: (n² − 1) / 12.
    #expect(abs(Double(all.deviation[0]) - (39_999.0 / 12).squareRoot() / 255) < 1e-6)
  }

  @Test func statisticsAreThoseOfTheBytes() throws {
    let set = try Dataset(
      name: "s", images: ImageStore([0, 10, 20, 50, 5, 5, 5, 5], count: 2, shape: [2, 1, 2]),
      labels: [1, 1], classNames: ["a", "b"], splits: ["train": [0]], pixelMaximum: 50)
    let all = try set.statistics()
    // Channel 0: 0 10 5 5; channel 1: 20 50 5 5.
    #expect(all.mean.map { Float($0) } == [0.1, 0.4] && all.range == 0...50)
    #expect(abs(all.deviation[0] - (12.5).squareRoot() / 50) < 1e-6)
    #expect(all.classCounts == [0, 2] && all.imbalance == 1)
    #expect(try set.statistics(split: "train").classCounts == [0, 1])
    #expect(try set.find(label: 1) == [0, 1] && set.find(label: 1, split: "train") == [0])
    #expect(throws: Failure.self) { try set.find(label: 2) }
  }

  @Test func duplicatesAreFoundExactNearAndBlank() throws {
    let all = try Configuration(
      Catalogue<Dataset>.synthetic.recipe(named: "blobs"),
      ["images": .integer(40), "noise": .number(0.3), "size": .integer(16)]
    ).product
    var rows = try (0..<40).map { Array(try all.images.image($0)) }
    #expect(try all.duplicates().groups.isEmpty && all.duplicates().blank.isEmpty)
    rows[21] = rows[4]
    // One per cent brighter.
    rows[30] = rows[9].map { UInt8(min(255, Int($0) + 3)) }
    rows[35] = [UInt8](repeating: 200, count: 256)
    rows[36] = rows[35]
    var splits = all.splits
    splits["train"] = Array(0..<25)
    splits["test"] = Array(25..<40)
    let copy = try Dataset(
      name: "copy", images: ImageStore(rows.flatMap(\.self), count: 40, shape: [1, 16, 16]),
      labels: all.labels, classNames: all.classNames, splits: splits)
    let report = try copy.duplicates()
    #expect(report.groups.map(\.ids) == [[4, 21], [9, 30]])
    #expect(report.groups.map(\.isExact) == [true, false])
    // Classes take turns of four: 4 and 21 are of classes 0 and 1, 9 and 30 of 1 and 2.
    #expect(report.groups.map(\.disagrees) == [true, true])
    #expect(report.groups.map(\.crossesSplits) == [false, true])
    #expect(report.blank == [35, 36])
  }

  @Test(arguments: Dataset.ExportFormat.allCases)
  func exportsAreReadBackTheSame(format: Dataset.ExportFormat) throws {
    let set = try shapes
    let path = "\(folder.path)/out" + (format == .npz ? ".npz" : "")
    try set.export(to: path, as: format)
    #expect(throws: Failure(path, "is there already", expected: "a new name")) {
      try set.export(to: path, as: format)
    }
    let back: Dataset
    switch format {
    case .folder, .npz: back = try DatasetOpener().open(path)
    case .idx:
      back = try DatasetOpener(OpeningOptions(labels: "\(path)/train-labels-idx1-ubyte"))
        .open("\(path)/train-images-idx3-ubyte")
    }
    let order = try back.split("train")
    #expect(order.count == 48)
    // A folder is ordered by class, the others by id.
    let expected =
      try format == .folder
      ? set.split("train").sorted { (set.labels?[$0] ?? 0, $0) < (set.labels?[$1] ?? 0, $1) }
      : set.split("train")
    for (mine, theirs) in zip(order, expected) {
      #expect(try Array(back.images.image(mine)) == Array(set.images.image(theirs)))
      #expect(
        back.classNames[back.labels?[mine] ?? 0]
          == (format == .folder
            ? set.classNames[set.labels?[theirs] ?? 0] : "\(set.labels?[theirs] ?? 0)"))
    }
  }

  @Test(arguments: Dataset.ExportFormat.allCases)
  func exportsHaveFullIntensityAt255(format: Dataset.ExportFormat) throws {
    let digits = try TestData.catalogue.load("digits").selecting([0, 1])
    let path = "\(folder.path)/digits" + (format == .npz ? ".npz" : "")
    try digits.export(to: path, as: format)
    let file = format == .idx ? "\(path)/\(digits.splitNames[0])-images-idx3-ubyte" : path
    let back = try DatasetOpener().open(file)
    // The first image's first row is 0 0 5 13 9 1 0 0 of 16.
    let row = [0, 0, 5, 13, 9, 1, 0, 0].map { UInt8((Double($0) / 16 * 255).rounded()) }
    #expect(Array(try back.images.image(0).prefix(8)) == row)
  }

  @Test func classesThatShareAFolderNameStayApart() throws {
    let set = try Dataset(
      name: "two", images: ImageStore([1, 2], count: 2, shape: [1, 1, 1]), labels: [0, 1],
      classNames: ["a/b", "a_b"], splits: ["train": [0, 1]])
    try set.export(to: "\(folder.path)/out", as: .folder)
    #expect(try DatasetOpener().open("\(folder.path)/out").classNames == ["a_b", "a_b (2)"])
  }

  @Test func aSplitThatIsThereIsNotDrawnOver() throws {
    let all = try shapes
    #expect(throws: Failure.self) { try all.split(SplitRule(of: "train", test: 12)) }
    #expect(throws: Failure.self) { try all.split(SplitRule(of: "test", test: 4)) }
    #expect(throws: Failure.self) { try all.split(SplitRule(test: 1.5)) }
    #expect(
      try all.split(SplitRule(of: "test", validation: 4)).splits.mapValues(\.count)
        == ["train": 48, "test": 8, "validation": 4])
  }

  @Test func originsAreWrittenAndRead() throws {
    var set = try shapes
    set.origin = DatasetOrigin(.synthetic(name: "shapes", values: ["images": .integer(60)]))
    let made = try set.split(SplitRule(test: 0.5)).subset(SubsetRule(classes: [1])).selecting([3])
    let origin = try #require(made.origin)
    #expect(origin.steps.count == 3)
    #expect(
      try JSONDecoder().decode(DatasetOrigin.self, from: JSONEncoder().encode(origin)) == origin)
  }
}
