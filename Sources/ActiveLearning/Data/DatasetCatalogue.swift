import Tensors

/// The data sets that are known by name, and how to load one.
public struct DatasetCatalogue: Sendable {
  private let locator: DatasetLocator

  /// The data sets whose manifests this locator finds.
  public init(_ locator: DatasetLocator) {
    self.locator = locator
  }

  /// The names of all data sets that have a manifest, sorted; whether their files are here is not asked.
  public var names: [String] {
    locator.manifests().filter { (try? DatasetManifest(path: $0.value)) != nil }.keys.sorted()
  }

  /// The manifest of a data set.
  /// - Throws: `Failure` that lists the known names, or says what is wrong with the manifest.
  public func manifest(_ name: String) throws -> DatasetManifest {
    try locator.checkRoot(name)
    guard let path = locator.manifests()[name] else {
      let known = names
      guard !known.isEmpty else {
        let places = locator.places.map(\.folder).joined(separator: ", ")
        throw Failure(
          "dataset", "no data set \"\(name)\", and no manifest of any",
          expected: places.isEmpty ? "CRESCENT_HOME to be set" : "\(name).json in \(places)")
      }
      throw UnknownName.failure("dataset", "data set", name, known: known)
    }
    return try DatasetManifest(path: path)
  }

  /// Where the files of a data set are.
  /// - Throws: `Failure` that lists every folder that was looked at.
  public func folder(of manifest: DatasetManifest) throws -> String {
    try locator.find(manifest).folder
  }

  /// Reads a data set, scaled to [0, 1].
  /// - Throws: `Failure` where it is unknown, not found, or one of its files is not what it should be.
  public func load(_ name: String) throws -> Dataset {
    let manifest = try manifest(name)
    let reader = try DatasetReaders.reader(manifest)
    let files = try locator.find(manifest).parts
    var bytes: [UInt8] = []
    var labels: [Int]? = []
    var splits: [String: [Int]] = [:]
    var count = 0
    for (part, paths) in zip(manifest.parts, files) {
      let read = try reader.read(files: paths, manifest: manifest)
      if bytes.isEmpty { bytes = read.bytes } else { bytes += read.bytes }
      labels = labels.flatMap { labels in read.labels.map { labels + $0 } }
      if let split = part.split { splits[split, default: []] += count..<count + read.count }
      count += read.count
    }
    if let rule = manifest.split {
      splits.merge(try draw(rule, count: count, labels: labels, name: name)) { $1 }
    }
    return try Dataset(
      name: manifest.name, summary: manifest.summary,
      images: ImageStore(bytes, count: count, shape: manifest.shape), labels: labels,
      classNames: manifest.classes, splits: splits, pixelMaximum: manifest.pixelMaximum)
  }

  private func draw(
    _ rule: DatasetManifest.DrawnSplit, count: Int, labels: [Int]?, name: String
  ) throws -> [String: [Int]] {
    guard let labels else {
      throw Failure("data set \(name)", "a stratified split needs labels")
    }
    var rng = Random(seed: rule.seed, stream: "split")
    let split = try Split.stratified(
      Array(0..<count), by: labels, holdingOut: rule.count, using: &rng)
    return [rule.kept: split.kept, rule.heldOut: split.heldOut]
  }
}
