import ActiveLearning
import Foundation
import Tensors
import TestSupport
import Testing

/// The published forms, read from small files that NumPy, SciPy and h5py wrote.
@Suite struct ReaderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Loads fixtures as a data set of this form; `parts` are split and files by role.
  private func load(
    _ reader: String, shape: [Int], classes: Int = 10,
    parts: [(split: String, files: [String: String])], files: [String: [UInt8]] = [:]
  ) throws -> Dataset {
    for (name, bytes) in files { try folder.write("set/\(name)", bytes) }
    for name in parts.flatMap(\.files.values) where files[name] == nil {
      let source = TestData.fixture("datasets/\(name)")
      if FileManager.default.fileExists(atPath: source) {
        try folder.write("set/\(name)", Array(Data(contentsOf: URL(fileURLWithPath: source))))
      }
    }
    let parts = parts.map { part in
      let files = part.files.map { #""\#($0)": {"name": "\#($1)"}"# }.joined(separator: ", ")
      return #"{"split": "\#(part.split)", "files": {\#(files)}}"#
    }
    try folder.write(
      "set.json",
      """
      {"name": "set", "summary": "s", "source": "s", "licence": "l", "reader": "\(reader)",
       "folders": ["set"], "shape": \(shape), "pixel_maximum": 255,
       "classes": \((0..<classes).map { "class \($0)" }), "parts": [\(parts.joined(separator: ", "))]}
      """)
    let locator = DatasetLocator(root: folder.path, environment: [:])
    return try DatasetCatalogue(locator).load("set")
  }

  private func pixels(_ dataset: Dataset) throws -> [UInt8] {
    try (0..<dataset.images.count).flatMap { try dataset.images.image($0) }
  }

  private func message(_ body: () throws -> Dataset) -> String? {
    #expect(throws: Failure.self) { _ = try body() }.map {
      $0.description.replacingOccurrences(of: folder.path + "/set/", with: "")
    }
  }

  @Test func cifarRecordsAreClassAndPixels() throws {
    let images = (0..<3).map { PixelRule.bytes($0..<$0 + 1, channels: 3, height: 32, width: 32) }
    let ten = try load(
      "cifar10", shape: [3, 32, 32],
      parts: [("train", ["batch": "a"]), ("test", ["batch": "b"])],
      files: ["a": [9] + images[0] + [2] + images[1], "b": [0] + images[2]])
    #expect(try pixels(ten) == images.flatMap(\.self))
    #expect(ten.labels == [9, 2, 0])
    #expect(ten.splits == ["train": [0, 1], "test": [2]])
    let records = [3, 77] + images[0] + [0, 12] + images[1]
    for (reader, labels, classes) in [
      ("cifar100-coarse", [3, 0], 20), ("cifar100-fine", [77, 12], 100),
    ] {
      let hundred = try load(
        reader, shape: [3, 32, 32], classes: classes, parts: [("train", ["batch": "c"])],
        files: ["c": records])
      #expect(hundred.labels == labels)
      #expect(try pixels(hundred) == images[0] + images[1])
    }
    #expect(
      message {
        try load(
          "cifar10", shape: [3, 32, 32], parts: [("train", ["batch": "d"])],
          files: ["d": [1] + images[0].dropLast()])
      } == "d: is no whole number of records (expected 3073 bytes each, got 3072 bytes)")
    #expect(
      message {
        try load(
          "cifar10", shape: [3, 32, 32], parts: [("train", ["batch": "e"])],
          files: ["e": [10] + images[0]])
      } == "e: label 0 is no class (expected 0 to 9, got 10)")
  }

  @Test func stlIsColumnByColumnWithClassesFromOne() throws {
    let rule = PixelRule.bytes(0..<2, channels: 3, height: 4, width: 6)
    // x outermost within a channel.
    var columns: [UInt8] = []
    for plane in 0..<6 {
      for x in 0..<6 {
        for y in 0..<4 { columns.append(rule[plane * 24 + y * 6 + x]) }
      }
    }
    let set = try load(
      "stl10", shape: [3, 4, 6], parts: [("train", ["images": "x", "labels": "y"])],
      files: ["x": columns, "y": [10, 1]])
    #expect(try pixels(set) == rule)
    #expect(set.labels == [9, 0])
    #expect(
      message {
        try load(
          "stl10", shape: [3, 4, 6], parts: [("train", ["images": "x", "labels": "z"])],
          files: ["x": columns, "z": [1]])
      } == "z: labels do not match the images (expected 2 labels, got 1)")
    let unlabelled = try load(
      "stl10", shape: [3, 4, 6], classes: 0, parts: [("train", ["images": "x"])],
      files: ["x": columns])
    #expect(unlabelled.labels == nil && unlabelled.classNames.isEmpty)
    #expect(try pixels(unlabelled) == rule)
  }

  @Test(arguments: ["svhn.mat", "svhn-plain.mat", "svhn-doubles.mat"])
  func svhnIsReadAsSciPyWroteIt(file: String) throws {
    let set = try load("svhn", shape: [3, 32, 32], parts: [("train", ["table": file])])
    #expect(try pixels(set) == PixelRule.bytes(0..<3, channels: 3, height: 32, width: 32))
    #expect(set.labels == [1, 0, 9])
  }

  @Test func anotherMatlabFileIsNamed() throws {
    let parts = { (file: String) in [("train", ["table": file])] }
    #expect(
      message { try load("svhn", shape: [3, 32, 32], parts: parts("other.mat")) }
        == "other.mat: has no variable X")
    #expect(
      message { try load("svhn", shape: [3, 32, 32], parts: parts("floats.mat")) }?
        .hasPrefix(
          "floats.mat: variable X has another form (expected unsigned bytes with 4 sizes, got double)"
        )
        == true)
    #expect(
      message {
        try load(
          "svhn", shape: [3, 32, 32], parts: parts("text.mat"),
          files: ["text.mat": Array("not a matrix".utf8)])
      }?.hasPrefix("text.mat: ") == true)
    let whole = Array(
      try Data(contentsOf: URL(fileURLWithPath: TestData.fixture("datasets/svhn.mat"))))
    #expect(
      message {
        try load(
          "svhn", shape: [3, 32, 32], parts: parts("cut.mat"),
          files: ["cut.mat": Array(whole.prefix(whole.count / 2))])
      }?.hasPrefix("cut.mat: ") == true)
  }

  /// Thousandths of the rule's byte, as the fixture has them, and back to bytes.
  private var thousandths: [UInt8] {
    PixelRule.bytes(0..<5, channels: 1, height: 16, width: 16).map { byte in
      let value = (Double(byte) / 255 * 2000).rounded(.toNearestOrEven) / 2000
      return UInt8((value * 255).rounded())
    }
  }

  @Test func uspsIsReadFromHDF5() throws {
    let set = try load(
      "usps", shape: [1, 16, 16],
      parts: [("train", ["table": "usps.h5"]), ("test", ["table": "usps.h5"])])
    #expect(try pixels(set) == thousandths)
    #expect(set.labels == [3, 0, 9, 9, 1])
    #expect(set.splits == ["train": [0, 1, 2], "test": [3, 4]])
    #expect(
      message {
        try load("usps", shape: [1, 16, 16], parts: [("validation", ["table": "usps.h5"])])
      } == "usps.h5: has no array validation/data")
    #expect(
      message {
        try load(
          "usps", shape: [1, 16, 16], parts: [("train", ["table": "no.h5"])],
          files: ["no.h5": [1, 2, 3]])
      } == "no.h5: cannot be read as an HDF5 file")
  }

  @Test func uspsIsReadFromPackedText() throws {
    let set = try load(
      "libsvm", shape: [1, 16, 16],
      parts: [("train", ["table": "usps.bz2"]), ("test", ["table": "usps.t.bz2"])])
    #expect(try pixels(set) == thousandths)
    #expect(set.labels == [3, 0, 9, 9, 1])
    let packed = Array(
      try Data(contentsOf: URL(fileURLWithPath: TestData.fixture("datasets/usps.bz2"))))
    for length in [0, 10, packed.count / 2, packed.count - 1] {
      #expect(
        message {
          try load(
            "libsvm", shape: [1, 16, 16], parts: [("train", ["table": "cut.bz2"])],
            files: ["cut.bz2": Array(packed.prefix(length))])
        }?.hasPrefix("cut.bz2: ") == true)
    }
    #expect(
      message {
        try load(
          "libsvm", shape: [1, 16, 16], parts: [("train", ["table": "usps.bz2"])],
          files: ["usps.bz2": packed + [0]])
      }?.hasPrefix("usps.bz2: ") == true)
  }

  @Test(arguments: [("medmnist.npz", 3), ("medmnist-grey.npz", 1)])
  func medMNISTIsReadAsNumPyWroteIt(file: String, channels: Int) throws {
    let set = try load(
      "medmnist", shape: [channels, 28, 28], classes: 3,
      parts: ["train", "validation", "test"].map { ($0, ["table": file]) })
    #expect(
      try pixels(set) == PixelRule.bytes(0..<6, channels: channels, height: 28, width: 28))
    #expect(set.labels == [0, 2, 1, 2, 1, 0])
    #expect(set.splits == ["train": [0, 1, 2], "validation": [3], "test": [4, 5]])
  }

  @Test func aDamagedArchiveIsNamed() throws {
    let whole = Array(
      try Data(contentsOf: URL(fileURLWithPath: TestData.fixture("datasets/medmnist.npz"))))
    var flipped = whole
    flipped[300] ^= 1
    for bytes in [Array(whole.prefix(whole.count - 30)), flipped, [], Array("PK".utf8)] {
      #expect(
        message {
          try load(
            "medmnist", shape: [3, 28, 28], classes: 3, parts: [("train", ["table": "bad.npz"])],
            files: ["bad.npz": bytes])
        }?.hasPrefix("bad.npz: ") == true)
    }
    #expect(
      message {
        try load("medmnist", shape: [3, 28, 28], parts: [("extra", ["table": "medmnist.npz"])])
      }?.contains("no array \"extra_images.npy\"") == true)
  }
}
