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

  /// A data set that is known, and whether its files are here.
  public struct Entry: Sendable {
    /// What is known of it.
    public let manifest: DatasetManifest
    /// Where its files are; nil where they are not.
    public let folder: String?
    /// Whose machine has it: that of the downloads, or else of the page that its source names.
    public var host: String? {
      let text = manifest.downloads?.first?.url ?? manifest.source
      guard let start = text.firstRange(of: "://")?.upperBound else { return nil }
      let host = text[start...].prefix { $0 != "/" && $0 != "," && $0 != " " }
      return String(host.hasPrefix("www.") ? host.dropFirst(4) : host)
    }
    /// How large a download is, where that is known.
    public var bytes: Int? {
      let sizes = (manifest.downloads ?? []).map(\.bytes)
      return sizes.isEmpty || sizes.contains(nil) ? nil : sizes.compactMap(\.self).reduce(0, +)
    }
  }

  /// All data sets that have a manifest, by name.
  public var entries: [Entry] {
    locator.manifests().sorted { $0.key < $1.key }.compactMap { _, path in
      guard let manifest = try? DatasetManifest(path: path) else { return nil }
      return Entry(manifest: manifest, folder: try? locator.find(manifest).folder)
    }
  }

  /// Where the files of a data set are.
  /// - Throws: `Failure` that lists every folder that was looked at.
  public func folder(of manifest: DatasetManifest) throws -> String {
    try locator.find(manifest).folder
  }

  /// Reads a data set, scaled to [0, 1]; large ones are kept in the cache, and read from there.
  /// - Parameter options: How image files are fitted and what happens to broken ones; other forms have
  ///   their own sizes and no use for them.
  /// - Throws: `Failure` where it is unknown, not found, or one of its files is not what it should be.
  public func load(
    _ name: String, options: ReadingOptions = ReadingOptions(), cache: ImageCache? = nil,
    monitor: Monitor = Monitor()
  ) throws -> Dataset {
    let manifest = try manifest(name)
    let reader = try DatasetReaders.reader(manifest)
    let found = try locator.find(manifest)
    let assembly = DatasetAssembly(
      name: name, description: try manifest.description(files: found.parts, options: options),
      cache: cache, pixelMaximum: manifest.pixelMaximum)
    let known = found.parts.flatMap { $0.values.sorted() }
    if let stored = assembly.open(files: known) { return try dataset(stored, manifest) }
    let sink = assembly.sink(monitor)
    let requests = zip(manifest.parts, found.parts).map { part, files in
      ReadingRequest(manifest: manifest, part: part, files: files, options: options)
    }
    let readers = Parallel.map(requests.count) { place in
      Result { try reader.opened(requests[place]) }
    }
    var parts: [(split: String?, part: DatasetPart)] = []
    for (request, reader) in zip(requests, readers) {
      parts.append((request.part.split, try reader.get().read(request, into: sink)))
    }
    var contents = DatasetAssembly.joined(parts)
    if let rule = manifest.split {
      contents.splits.merge(
        try draw(rule, count: sink.count, labels: contents.labels, name: name)
      ) { $1 }
    }
    if contents.classes.isEmpty { contents.classes = manifest.classes }
    return try dataset(assembly.store(sink, contents, files: known), manifest)
  }

  private func dataset(
    _ stored: DatasetAssembly.Stored, _ manifest: DatasetManifest
  ) throws -> Dataset {
    try Dataset(
      name: manifest.name, summary: manifest.summary, images: stored.images,
      labels: stored.contents.labels, classNames: stored.contents.classes,
      splits: stored.contents.splits, pixelMaximum: manifest.pixelMaximum,
      files: stored.names, report: stored.contents.report,
      normalisation: stored.contents.normalisation)
  }

  private func draw(
    _ rule: DatasetManifest.DrawnSplit, count: Int, labels: [Int]?, name: String
  ) throws -> [String: [Int]] {
    guard let labels else {
      throw Failure("data set \(name)", "a stratified split needs labels")
    }
    var rng = Random(seed: rule.seed, stream: "split")
    let split = try Split.stratified(
      Array(0..<count), by: labels,
      holdingOut: rule.count ?? Int(((rule.share ?? 0) * Double(count)).rounded()), using: &rng)
    return [rule.kept: split.kept, rule.heldOut: split.heldOut]
  }
}
