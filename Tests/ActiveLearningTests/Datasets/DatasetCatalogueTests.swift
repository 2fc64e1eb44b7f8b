import ActiveLearning
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct DatasetCatalogueTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A manifest of two 2×2 images to train on and one to test on, and their files in `folder`/tiny.
  private func writeTiny(labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 1, 0]) throws {
    try folder.write(
      "tiny.json",
      """
      {"name": "tiny", "summary": "s", "source": "s", "licence": "l", "reader": "idx",
       "folders": ["tiny"], "shape": [1, 2, 2], "pixel_maximum": 255, "classes": ["a", "b"],
       "parts": [
         {"split": "train", "files": {"images": {"name": "a.gz"}, "labels": {"name": "b.gz"}}},
         {"split": "test", "files": {"images": {"name": "c"}, "labels": {"name": "d"}}}]}
      """)
    try folder.write("tiny/a", [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2] + Array(1...8))
    try folder.write("tiny/b", labels)
    try folder.write("tiny/c", [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2] + Array(9...12))
    try folder.write("tiny/d", [0, 0, 8, 1, 0, 0, 0, 1, 1])
  }

  private func catalogue(
    root: String? = nil, datasets: String? = nil, home: String? = nil
  ) -> DatasetCatalogue {
    let environment = datasets.map { ["CRESCENT_DATASETS": $0] } ?? [:]
    return DatasetCatalogue(DatasetLocator(root: root, environment: environment, home: home))
  }

  @Test func digitsAreEmbedded() throws {
    let digits = try TestData.catalogue.load("digits")
    #expect(
      digits.description == "digits: 1797 images of 8×8×1 in 10 classes (1437 train, 360 test)")
    // The first row of the table, and its class.
    #expect(try Array(digits.images.image(0).prefix(8)) == [0, 0, 5, 13, 9, 1, 0, 0])
    #expect(digits.labels?.prefix(4) == [0, 1, 2, 3])
    #expect(try Set(digits.split("train") + digits.split("test")) == Set(0..<1797))
    let test = try digits.split("test").map { digits.labels?[$0] ?? -1 }
    #expect((0..<10).allSatisfy { label in 34...37 ~= test.count { $0 == label } })
  }

  @Test func theDrawnSplitOfDigitsNeverChanges() throws {
    let digits = try TestData.catalogue.load("digits")
    #expect(
      try digits.fingerprint == "968bcc9fdf91020ff54fe4eee2e1bd81f906bc60868eb4edf4afc421d95695e0")
  }

  @Test func partsFollowEachOtherAndUnpackedFilesWillDo() throws {
    try writeTiny()
    let tiny = try catalogue(datasets: folder.path).load("tiny")
    #expect(tiny.description == "tiny: 3 images of 2×2×1 in 2 classes (2 train, 1 test)")
    #expect(try Array(tiny.images.image(2)) == [9, 10, 11, 12])
    #expect(tiny.labels == [1, 0, 1])
    let catalogue = catalogue(datasets: folder.path)
    #expect(try catalogue.folder(of: catalogue.manifest("tiny")) == folder.path + "/tiny")
    #expect(try tiny.split("test") == [2])
  }

  @Test func labelsThatDoNotMatchTheirImagesAreNamed() throws {
    try writeTiny(labels: [0, 0, 8, 1, 0, 0, 0, 3, 1, 0, 1])
    let (images, labels) = ("\(folder.path)/tiny/a", "\(folder.path)/tiny/b")
    #expect(
      throws: Failure(
        labels, "labels do not match the images of \(images)", expected: "2 labels", got: "3")
    ) { try catalogue(datasets: folder.path).load("tiny") }
    try writeTiny(labels: [0, 0, 8, 1, 0, 0, 0, 2, 1, 2])
    #expect(
      throws: Failure(labels, "label 1 is no class", expected: "0 to 1", got: "2")
    ) { try catalogue(datasets: folder.path).load("tiny") }
  }

  @Test func anUnknownNameListsTheKnownAndTheNearest() {
    let names = TestData.catalogue.names
    #expect(Set(["digits", "fashion-mnist", "mnist", "cifar10", "svhn"]).isSubset(of: names))
    #expect(names == names.sorted())
    let known = names.joined(separator: ", ")
    #expect {
      try TestData.catalogue.load("digit")
    } throws: {
      "\($0)" == "dataset: no data set \"digit\", did you mean \"digits\"? (expected \(known))"
    }
    #expect {
      try TestData.catalogue.load("../digits")
    } throws: { "\($0)" == "dataset: no data set \"../digits\" (expected \(known))" }
  }

  @Test func everyManifestIsReadAndNamesAKnownReader() throws {
    for entry in TestData.catalogue.entries {
      let manifest = entry.manifest
      #expect(Set(manifest.classes).count == manifest.classes.count, "\(manifest.name)")
      #expect(!manifest.source.isEmpty && !manifest.licence.isEmpty, "\(manifest.name)")
      // Loading gets as far as the files, or all the way.
      do {
        _ = try TestData.catalogue.load(manifest.name)
      } catch let failure as Failure {
        #expect(failure.what.description.hasPrefix("not found"), "\(failure)")
      }
      for download in manifest.downloads ?? [] {
        #expect(download.sha256?.count == 64 || download.md5?.count == 32, "\(download.url)")
      }
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: TestData.root + "/datasets")
    #expect(
      files.filter { $0.hasSuffix(".json") }.count == TestData.catalogue.entries.count)
  }

  @Test func missingDataListsEveryPlace() throws {
    let root = try TemporaryFolder()
    let failure = #expect(throws: Failure.self) {
      try catalogue(root: root.path, datasets: "/data/a:/data/b/", home: TestData.root).load(
        "mnist")
    }
    let message = failure?.description ?? ""
    for place in [
      "\(root.path)/mnist (root)", "\(root.path)/MNIST/raw (root)",
      "/data/a/mnist (CRESCENT_DATASETS)", "/data/b/mnist (CRESCENT_DATASETS)",
      "\(TestData.root)/datasets/mnist (built in)", "\(TestData.root)/datasets/cache/mnist (cache)",
    ] {
      #expect(message.contains(place))
    }
    #expect(message.hasPrefix("data set mnist: not found; looked in "))
    #expect(!message.contains("\n"))
  }

  @Test func aRootThatIsNotThereIsNoMatterOfLookingElsewhere() {
    let failure = #expect(throws: Failure.self) {
      try catalogue(root: "/no/such", home: TestData.root).load("digits")
    }
    #expect(
      failure?.what.description
        == "root \"/no/such\" is no folder; without root, these would be looked at: "
        + "\(TestData.root)/datasets (built in), \(TestData.root)/datasets/cache (cache)")
  }

  @Test func aFolderThatLacksAFileSaysWhich() throws {
    try writeTiny()
    try FileManager.default.removeItem(atPath: folder.path + "/tiny/c")
    let failure = #expect(throws: Failure.self) { try catalogue(root: folder.path).load("tiny") }
    #expect(
      failure?.what == "not found; looked in \(folder.path)/tiny (root; lacks c)")
  }

  @Test func aRootMayBeTheFolderItself() throws {
    try writeTiny()
    let inside = try catalogue(root: folder.path + "/tiny", datasets: folder.path).load("tiny")
    #expect(inside.images.count == 3)
  }

  @Test func manifestsThatAreNotUsableSayWhy() throws {
    try folder.write("half.json", #"{"name": "half", "reader": "idx"}"#)
    try folder.write("none.json", "not JSON")
    let other = "\(folder.path)/half.json"
    #expect(throws: Failure(other, "is no manifest of a data set: no \"summary\"")) {
      try catalogue(root: folder.path).load("half")
    }
    #expect(
      throws: Failure("\(folder.path)/none.json", "is no manifest of a data set: not JSON")
    ) { try catalogue(root: folder.path).load("none") }
    #expect(catalogue(root: folder.path, home: TestData.root).names.contains("half") == false)
  }

  @Test(arguments: [
    ("\"pixel_maximum\": 255", "\"pixel_maximum\": -5", "pixel_maximum"),
    ("[\"a\", \"b\"]", "[\"a\", \"a\"]", "classes"),
    (
      "\"reader\"",
      "\"split\": {\"kept\": \"k\", \"held_out\": \"h\", \"share\": 1e30, \"seed\": 1}, \"reader\"",
      "split"
    ),
    (
      "\"reader\"", "\"split\": {\"kept\": \"k\", \"held_out\": \"h\", \"seed\": 1}, \"reader\"",
      "split"
    ),
  ])
  func impossibleNumbersInAManifestAreRefused(from: String, to: String, what: String) throws {
    try writeTiny()
    let path = "\(folder.path)/tiny.json"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try folder.write("tiny.json", text.replacingOccurrences(of: from, with: to))
    #expect {
      try catalogue(datasets: folder.path).load("tiny")
    } throws: { "\($0)".hasPrefix("\(path): \(what) (expected ") }
  }

  @Test func everyPublishedSetSaysWhereItComesFrom() {
    let hosts = TestData.catalogue.entries.map { ($0.manifest.name, $0.host) }
    for (name, host) in hosts where name != "usps" { #expect(host != nil, "\(name)") }
    #expect(hosts.first { $0.0 == "cifar10" }?.1 == "cs.toronto.edu")
  }

  @Test func withoutAnyManifestThePlacesAreNamed() {
    #expect(
      throws: Failure(
        "dataset", "no data set \"digits\", and no manifest of any",
        expected: "CRESCENT_HOME to be set")
    ) { try catalogue().load("digits") }
  }
}
