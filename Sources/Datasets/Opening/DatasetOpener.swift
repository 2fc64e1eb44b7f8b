import Formats
import FoundationEssentials
import Tensors

/// Opens a user's own files as a data set: a folder of images, a table of paths, or arrays (`.npz`,
/// `.npy`, HDF5, MATLAB, idx).
public struct DatasetOpener {
  let options: OpeningOptions
  private let cache: ImageCache?
  let monitor: Monitor

  /// An opener with these options.
  public init(
    _ options: OpeningOptions = OpeningOptions(), cache: ImageCache? = nil,
    monitor: Monitor = Monitor()
  ) {
    self.options = options
    self.cache = cache
    self.monitor = monitor
  }

  /// The data set at a path; what has no split of its own is all "train".
  /// - Throws: `Failure` where there is nothing to open, or what is there is not what it should be.
  public func open(_ path: String) throws -> Dataset {
    try options.reading.check()
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    var isFolder = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Failure(path, "is not there", expected: "a folder or file")
    }
    if let classes = options.classes, Set(classes).count != classes.count || classes.isEmpty {
      throw Failure("classes", "are not different names", got: "\(classes)")
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    var dataset =
      if isFolder {
        try folder(path, name)
      } else {
        switch ending {
        case "csv", "tsv": try table(path, name)
        case "npy": try array(path, name)
        case "npz": try archive(path, name) { try NamedArrays(npz: path) }
        case "h5", "hdf5":
          try archive(path, name) { [monitor] in
            try NamedArrays(hdf5: path, checkpoint: monitor.checkpoint)
          }
        case "mat": try archive(path, name) { try NamedArrays(mat: path) }
        default:
          if name.contains("idx") {
            try idx(path, name)
          } else {
            throw Failure(
              path, "is of no kind that can be opened",
              expected: "a folder of images, .csv, .npz, .npy, .h5, .mat or idx", got: ".\(ending)")
          }
        }
      }
    dataset.origin = DatasetOrigin(.opened(path: path, options: options))
    return dataset
  }

  // MARK: - Images

  private func folder(_ path: String, _ name: String) throws -> Dataset {
    let assembly = assembly(path, name)
    if options.labels == nil || options.labels == "none" {
      if let stored = assembly.open(files: []) { return try dataset(stored, name) }
    }
    if let labels = options.labels, labels != "none" {
      return try table(labels, name, below: path)
    }
    let found = try ImageFolder(
      path, classes: options.classes, isLabelled: options.labels == nil)
    return try load(
      found.items.map { ImageTable.Row(name: $0.name, label: $0.label, split: $0.split) },
      below: path, classes: found.classes, visited: found.visited, notes: found.notes, assembly)
  }

  private func table(_ path: String, _ name: String, below folder: String? = nil) throws -> Dataset
  {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let folder = folder ?? (parts.isEmpty ? "." : parts.joined(separator: "/"))
    let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard !["npy", "npz", "gz"].contains(ending), !name.contains("idx") else {
      throw Failure(
        path, "cannot say which image has which class", expected: "a .csv of path and class")
    }
    let table = try ImageTable(
      path, classes: options.classes, onError: options.reading.onError)
    // The words of the table decide as much as its place.
    let assembly = assembly("\(path) \(try SHA256.digest(ofFile: path)) \(folder)", name)
    let dataset =
      if let stored = assembly.open(files: []) {
        try dataset(stored, name)
      } else {
        try load(
          table.rows, below: folder, classes: table.classes, visited: [], notes: table.notes,
          skipped: table.skipped, assembly)
      }
    return dataset.labels == nil ? Self.giving(table.rows, to: dataset, below: folder) : dataset
  }

  /// The data set with the classes that a table has for some of its images.
  private static func giving(
    _ rows: [ImageTable.Row], to dataset: Dataset, below folder: String
  ) -> Dataset {
    var labels: [[UInt8]: Int] = [:]
    for row in rows {
      let path = row.name.hasPrefix("/") ? row.name : "\(folder)/\(row.name)"
      labels[Array(path.utf8)] = row.label
    }
    var copy = dataset
    for id in 0..<dataset.images.count {
      copy.given[id] = dataset.files?[id].flatMap { labels[Array($0.utf8)] }
    }
    if !copy.given.isEmpty {
      copy.report.notes.append(
        "\(copy.given.count) of \(dataset.images.count) images have a class in the table: a session "
          + "begins with these, and asks for the others")
    }
    return copy
  }

  private func load(
    _ rows: [ImageTable.Row], below folder: String, classes: [String], visited: [String],
    notes: [String], skipped: [ReadingReport.Skipped] = [], _ assembly: DatasetAssembly
  ) throws -> Dataset {
    let sink = assembly.sink(monitor)
    let outcome = try ImageLoader(options: options.reading, monitor: sink.monitor).load(
      rows.map { row in
        ImageLoader.Entry(
          path: row.name.hasPrefix("/") ? row.name : "\(folder)/\(row.name)", name: row.name)
      }, into: sink)
    let kept = outcome.kept.map { rows[$0] }
    var contents = DatasetAssembly.Contents()
    let labels = kept.compactMap(\.label)
    contents.labels = labels.count == kept.count ? labels : nil
    contents.classes = classes
    contents.names = kept.map { $0.name.hasPrefix("/") ? $0.name : "\(folder)/\($0.name)" }
    contents.visited = visited
    for (id, row) in kept.enumerated() {
      contents.splits[row.split ?? "train", default: []] += [id]
    }
    contents.report = outcome.report
    contents.report.skipped = skipped + contents.report.skipped
    contents.report.notes += notes + Self.notes(on: contents.labels, classes)
    return try dataset(assembly.store(sink, contents, files: []), assembly.name)
  }

  /// What is odd about the classes.
  static func notes(on labels: [Int]?, _ classes: [String]) -> [String] {
    guard let labels else { return [] }
    var counts = [Int](repeating: 0, count: classes.count)
    for label in labels where counts.indices ~= label { counts[label] += 1 }
    let single = classes.indices.filter { counts[$0] == 1 }.map { classes[$0] }
    let empty = classes.indices.filter { counts[$0] == 0 }.map { classes[$0] }
    return
      (single.isEmpty ? [] : ["classes with one image: \(single.joined(separator: ", "))"])
      + (empty.isEmpty ? [] : ["classes without images: \(empty.joined(separator: ", "))"])
  }

  func dataset(_ stored: DatasetAssembly.Stored, _ name: String) throws -> Dataset {
    try Dataset(
      name: name, images: stored.images, labels: stored.contents.labels,
      classNames: stored.contents.classes, splits: stored.contents.splits, files: stored.names,
      report: stored.contents.report, normalisation: stored.contents.normalisation)
  }

  func assembly(_ description: String, _ name: String) -> DatasetAssembly {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let words = (try? encoder.encode(options)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return DatasetAssembly(name: name, description: "\(description)\n\(words)", cache: cache)
  }
}
