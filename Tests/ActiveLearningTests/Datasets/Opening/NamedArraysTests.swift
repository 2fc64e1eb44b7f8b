import ActiveLearning
import Foundation
import Tensors
import TestSupport
import Testing

/// A user's own HDF5 and MATLAB files, by the names that people give their arrays.
@Suite struct NamedArraysTests {
  private func pixels(_ dataset: Dataset) throws -> [UInt8] {
    try (0..<dataset.images.count).flatMap { try dataset.images.image($0) }
  }

  @Test func hdf5GroupsAreSplits() throws {
    let dataset = try DatasetOpener().open(TestData.fixture("datasets/usps.h5"))
    #expect(dataset.splits == ["train": [0, 1, 2], "test": [3, 4]])
    #expect(dataset.labels == [3, 0, 9, 9, 1])
    #expect(dataset.images.shape == [1, 16, 16])
    // Steps of 1/2000 are finer than those of 1/255.
    #expect(try pixels(dataset) == PixelRule.bytes(0..<5, channels: 1, height: 16, width: 16))
  }

  @Test(arguments: [
    "svhn.mat", "svhn-plain.mat", "svhn-doubles.mat", "svhn-int64.mat",
  ])
  func matlabCountsFromOne(name: String) throws {
    let dataset = try DatasetOpener().open(TestData.fixture("datasets/\(name)"))
    #expect(dataset.images.shape == [3, 32, 32])
    #expect(try pixels(dataset) == PixelRule.bytes(0..<3, channels: 3, height: 32, width: 32))
    #expect(dataset.classNames == (1...10).map(String.init))
    #expect(dataset.labels?.map { dataset.classNames[$0] } == ["1", "10", "9"])
  }

  @Test func labelsMayBeLeftOut() throws {
    var options = OpeningOptions()
    options.labels = "none"
    options.classes = ["a", "b"]
    let dataset = try DatasetOpener(options).open(TestData.fixture("datasets/svhn.mat"))
    #expect(dataset.labels == nil && dataset.classNames == ["a", "b"])
  }

  @Test(arguments: [
    (
      "other.mat",
      "has no array of images (expected train_images, x_train, train/images, X or images, got pictures, y)"
    ),
    (
      "floats.mat",
      "variable X has another form (expected unsigned bytes with 3 or 4 sizes, got double)"
    ),
  ])
  func whatIsMissingIsNamed(name: String, complaint: String) throws {
    let path = TestData.fixture("datasets/\(name)")
    #expect { try DatasetOpener().open(path) } throws: { "\($0)" == "\(path): \(complaint)" }
  }

  @Test(arguments: ["h5", "mat"]) func otherFilesAreRefused(ending: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("x.\(ending)", Array("no such file".utf8))
    #expect {
      try DatasetOpener().open("\(folder.path)/x.\(ending)")
    } throws: { "\($0)".contains("cannot be read as a") }
  }
}
