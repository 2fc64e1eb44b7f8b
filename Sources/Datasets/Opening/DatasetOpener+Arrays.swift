import Formats
import Tensors

/// Files of arrays: one array of images, or several under names.
extension DatasetOpener {
  /// An `.npy` file.
  func array(_ path: String, _ name: String) throws -> Dataset {
    try arrays(path, name) {
      let images = try ImageArray(npy: InputBytes(path), name: path)
      let labels = try labelsFile.map { try ImageArray.labels(FileBytes.read($0), name: $0) }
      return [Part(split: "train", images: images, labels: labels)]
    }
  }

  func idx(_ path: String, _ name: String) throws -> Dataset {
    try arrays(path, name) {
      let labels = try labelsFile.map { try IDXFile(path: $0, rank: 1).bytes.map(Int.init) }
      return [Part(split: "train", images: try ImageArray(idx: path), labels: labels)]
    }
  }

  /// A file of several arrays.
  func archive(
    _ path: String, _ name: String, _ open: () throws -> NamedArrays
  ) throws -> Dataset {
    var first = 0
    return try arrays(path, name, firstClass: { first }) {
      let arrays = try open()
      first = arrays.firstClass
      let layouts = NamedArrays.layouts(among: arrays.names)
      guard !layouts.isEmpty else {
        throw Failure(
          path, "has no array of images", expected: NamedArrays.expected,
          got: arrays.names.joined(separator: ", "))
      }
      return try layouts.map { layout in
        Part(
          split: layout.split, images: try arrays.images(layout.images),
          labels: options.labels == "none" ? nil : try layout.labels.map(arrays.labels))
      }
    }
  }

  /// The file of classes, where the user named one.
  private var labelsFile: String? { options.labels == "none" ? nil : options.labels }

  /// An array of images that make a split.
  private struct Part {
    let split: String
    let images: ImageArray
    let labels: [Int]?
  }

  /// What the cache has of a file, otherwise what `read` finds in it.
  /// - Parameter firstClass: what the lowest class is called; asked for when all is read.
  private func arrays(
    _ path: String, _ name: String, firstClass: () -> Int = { 0 }, read: () throws -> [Part]
  ) throws -> Dataset {
    let assembly = assembly(path, name)
    let files = [path] + (labelsFile.map { [$0] } ?? [])
    if let stored = assembly.open(files: files) { return try dataset(stored, name) }
    let sink = assembly.sink(monitor)
    var contents = DatasetAssembly.Contents(labels: [])
    for part in try read() {
      if let labels = part.labels, labels.count != part.images.count {
        throw Failure(
          path, "labels of \(part.split) do not match its images",
          expected: "\(part.images.count) labels", got: "\(labels.count)")
      }
      contents.splits[part.split, default: []] += sink.count..<sink.count + part.images.count
      try part.images.append(to: sink)
      contents.labels = contents.labels.flatMap { all in part.labels.map { all + $0 } }
    }
    let classes = (contents.labels?.max() ?? -1) + 1
    guard classes <= 1_000_000 else {
      throw Failure(path, "has a label that is no class", got: "\(classes - 1)")
    }
    let first = firstClass()
    contents.classes = options.classes ?? (first..<first + classes).map(String.init)
    contents.report.notes = Self.notes(on: contents.labels, contents.classes)
    return try dataset(assembly.store(sink, contents, files: files), name)
  }
}
