import Formats
import Tensors

/// Puts together what readers have read, by way of the cache where there is one.
struct DatasetAssembly {
  /// Everything but the images.
  struct Contents {
    var labels: [Int]?
    var splits: [String: [Int]] = [:]
    var classes: [String] = []
    /// The path of each image's file.
    var names: [String]?
    var visited: [String] = []
    /// What standardising on the split "train" means.
    var normalisation: Scaling?
    var report = ReadingReport()
  }

  /// A data set's parts, ready.
  struct Stored {
    let images: ImageStore
    let names: FileNames?
    let contents: Contents
  }

  let name: String
  /// What the images are made from, and how: other words make another file.
  let description: String
  let cache: ImageCache?
  /// The byte that means full intensity.
  var pixelMaximum = 255

  /// What the cache has, where nothing has changed since.
  /// - Parameter files: What the images come from, where they are not files of their own.
  func open(files: [String]) -> Stored? {
    let file = cache?.open(name: name, identity: description) { file in
      let found = file.names.map { names in (0..<names.count).lazy.compactMap { names[$0] } }
      let stamp = file.contents.stamp
      // The names of too many files are not even looked at.
      return SourceStamp(
        folders: stamp.folders.keys.sorted(),
        files: stamp.files == nil ? nil : found.map(Array.init) ?? files)
    }
    guard let file else { return nil }
    return Stored(
      images: file.images, names: file.names,
      contents: Contents(
        labels: file.labels, splits: file.splits, classes: file.contents.classes,
        normalisation: file.contents.normalisation, report: file.contents.report))
  }

  /// Where readers put their images.
  func sink(_ monitor: Monitor) -> ImageSink {
    guard let cache else { return ImageSink(monitor: monitor) }
    return ImageSink(monitor: monitor) { try cache.writer(name: name, identity: description) }
  }

  /// Parts one after another; the images of each make its split.
  static func joined(_ parts: [(split: String?, part: DatasetPart)]) -> Contents {
    var contents = Contents(labels: [], names: [])
    var count = 0
    for (split, part) in parts {
      contents.labels = contents.labels.flatMap { all in part.labels.map { all + $0 } }
      contents.names = contents.names.flatMap { all in part.names.map { all + $0 } }
      contents.classes = part.classes ?? contents.classes
      contents.visited += part.visited
      contents.report.notes += part.report.notes
      contents.report.skipped += part.report.skipped
      if let split { contents.splits[split, default: []] += count..<count + part.count }
      count += part.count
    }
    return contents
  }

  /// The images of the sink with all that is known of them; in the cache where they went there.
  func store(_ sink: ImageSink, _ contents: Contents, files: [String]) throws -> Stored {
    var contents = contents
    let (shape, bytes, writer) = try sink.finish()
    contents.normalisation = try contents.splits["train"].flatMap {
      try sink.scaling(of: $0, maximum: pixelMaximum)
    }
    if let complaint = sink.complaint { contents.report.notes.append(complaint) }
    guard let writer else {
      return Stored(
        images: try ImageStore(bytes, count: sink.count, shape: shape),
        names: contents.names.map { FileNames(folder: "", $0) }, contents: contents)
    }
    let stamp = SourceStamp(folders: contents.visited, files: contents.names ?? files)
    let labels = try contents.labels.map { try writer.section($0) }
    let splits = try contents.splits.mapValues { try writer.section($0) }
    let names = try contents.names.map { try writer.section($0) }
    let digests = try writer.section(sink.digests.map { Int($0) })
    try writer.finish(
      CacheContents(
        identity: description, stamp: stamp, shape: shape, count: sink.count, labels: labels,
        splits: splits, names: names, digests: digests, folder: nil, classes: contents.classes,
        normalisation: contents.normalisation, report: contents.report))
    let file = try CacheFile(writer.target.path)
    return Stored(images: file.images, names: file.names, contents: contents)
  }
}
