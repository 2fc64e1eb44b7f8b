import Formats
import Synchronization
import Tensors

/// Images, their hidden classes and the splits that come with them; an id is a row, and never changes.
public struct Dataset: Sendable {
  /// What it is called in the catalogue.
  public let name: String
  /// One line on what the images show.
  public let summary: String
  /// The images; the id of one is its place here.
  public let images: ImageStore
  /// The class of each image, or nil where nobody knows them. Only oracles and metrics read these.
  public let labels: [Int]?
  /// The classes that are known of some images, by id, where nobody knows those of all.
  public var given: [Int: Int] = [:]
  /// The name of each class.
  public let classNames: [String]
  /// The ids of each part that the data set comes with: "train", "test".
  public let splits: [String: [Int]]
  /// The byte that means full intensity: 255, or 16 for digits.
  public let pixelMaximum: Int
  /// How bytes become numbers in `batch`.
  public var scaling: Scaling
  /// The folder that the user named to find it; nil where it was found in the usual places.
  public var root: String?
  /// The file of each image, where each has one.
  public let files: FileNames?
  /// What was read, what was skipped and what is worth knowing of it.
  public var report: ReadingReport
  /// How it was made, to make it again; nil where no description can.
  public var origin: DatasetOrigin?
  private let memo: Memo

  /// A data set of one's own.
  /// - Parameter normalisation: What standardising on the split "train" means, where that is known already.
  /// - Throws: `Failure` where labels, class names or splits do not fit the images.
  public init(
    name: String, summary: String = "", images: ImageStore, labels: [Int]?, classNames: [String],
    splits: [String: [Int]], pixelMaximum: Int = 255, scaling: Scaling = .unit,
    files: FileNames? = nil, report: ReadingReport = ReadingReport(),
    origin: DatasetOrigin? = nil, normalisation: Scaling? = nil
  ) throws {
    if let labels {
      guard labels.count == images.count else {
        throw Failure(
          name, "labels do not match the images", expected: "\(images.count) labels",
          got: "\(labels.count)")
      }
      if let row = labels.firstIndex(where: { !(classNames.indices ~= $0) }) {
        throw Failure(
          name, "label of image \(index: row) is no class",
          expected: "\(indicesBelow: classNames.count)", got: "\(index: labels[row])",
          code: .outOfRange)
      }
    }
    for (split, ids) in splits {
      var seen = [Bool](repeating: false, count: images.count)
      let areDifferent = ids.allSatisfy { id in
        guard 0..<images.count ~= id, !seen[id] else { return false }
        seen[id] = true
        return true
      }
      guard areDifferent else {
        throw Failure(
          name, "split \(split) names an image twice or one that is not there",
          expected: "different ids of \(indicesBelow: images.count)", code: .outOfRange)
      }
    }
    guard 1...255 ~= pixelMaximum else {
      throw Failure(name, "pixel maximum", expected: "1 to 255", got: "\(pixelMaximum)")
    }
    self.name = name
    self.summary = summary
    self.images = images
    self.labels = labels
    self.classNames = classNames
    self.splits = splits
    self.pixelMaximum = pixelMaximum
    self.scaling = scaling
    self.files = files
    self.report = report
    self.origin = origin
    memo = Memo(normalisation)
  }

  /// The ids of one split, ascending.
  /// - Throws: `Failure` that lists the known splits.
  public func split(_ name: String) throws -> [Int] {
    guard let ids = splits[name] else {
      throw UnknownName.failure(self.name, "split", name, known: splitNames)
    }
    return ids
  }

  /// The names of the splits: train, validation, test, then all others by name.
  public var splitNames: [String] {
    let order = ["train", "validation", "test"]
    return splits.keys.sorted {
      (order.firstIndex(of: $0) ?? order.count, $0) < (order.firstIndex(of: $1) ?? order.count, $1)
    }
  }

  /// This data set with each channel scaled to mean 0 and deviation 1 of one split.
  /// - Throws: `Failure` where there is no such split.
  public func standardised(on split: String = "train") throws -> Dataset {
    var copy = self
    copy.scaling =
      split == "train"
      ? try normalisation
      : try .standardising(images, ids: self.split(split), maximum: pixelMaximum)
    return copy
  }

  /// What gives each channel mean 0 and deviation 1 on the split "train"; computed when a data set is
  /// first opened, and kept in its cache.
  /// - Throws: `Failure` where there is no such split.
  public var normalisation: Scaling {
    get throws {
      let ids = try split("train")
      return try memo.normalisation.withLock { kept in
        let value = try kept ?? .standardising(images, ids: ids, maximum: pixelMaximum)
        kept = value
        return value
      }
    }
  }

  /// SHA-256 over shape, images, labels, class names and splits, in hexadecimal.
  ///
  /// Not over name, summary or scaling. Computed on first use (about 0.3 s for MNIST), then kept.
  /// - Throws: `Failure` where images cannot be read.
  public var fingerprint: String {
    get throws {
      try memo.fingerprint.withLock { kept in
        let value = try kept ?? computeFingerprint()
        kept = value
        return value
      }
    }
  }

  private func computeFingerprint() throws -> String {
    var digest = SHA256()
    digest.update("images \(images.count) \(images.shape) maximum \(pixelMaximum)\n")
    for some in images.pieces(of: Array(0..<images.count)) {
      let stride = images.stride
      try images.withPlaces(some.map { images.place(of: $0) }) { bytes, rows in
        for row in rows { digest.update(bytes.extracting(row * stride..<(row + 1) * stride)) }
      }
    }
    digest.update("\nlabels \(labels.map(String.init(describing:)) ?? "none")\n")
    digest.update("classes \(classNames)\n")
    for name in splitNames { digest.update("split \(name) \(splits[name] ?? [])\n") }
    return digest.finish()
  }

  /// What is computed once for all copies of a data set.
  private final class Memo: Sendable {
    let fingerprint = Mutex<String?>(nil)
    let normalisation: Mutex<Scaling?>

    init(_ normalisation: Scaling?) { self.normalisation = Mutex(normalisation) }
  }
}

extension Dataset: CustomStringConvertible {
  /// As in `digits: 1797 images of 8×8×1 in 10 classes (1437 train, 360 test)`.
  public var description: String {
    let size = "\(images.height)×\(images.width)×\(images.channels)"
    let classes = labels == nil ? "" : " in \(classNames.count) classes"
    let parts = splitNames.map { "\(splits[$0]?.count ?? 0) \($0)" }.joined(separator: ", ")
    return "\(name): \(images.count) images of \(size)\(classes)"
      + (parts.isEmpty ? "" : " (\(parts))")
  }
}
