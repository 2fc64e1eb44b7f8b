import Formats
import Tensors

/// Images in a folder per class; role "first" is the folder of the first class, the others lie beside it.
struct FolderReader: DatasetReader {
  func read(_ request: ReadingRequest, into sink: ImageSink) throws -> DatasetPart {
    let first = try request.path("first")
    let folder = first.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    let known = request.manifest.classes
    let found = try ImageFolder(folder, classes: known.isEmpty ? nil : known)
    return try ImageParts.load(
      found.items.map { ($0.name, $0.label) }, folder: folder, classes: found.classes,
      notes: found.notes, visited: found.visited, request, into: sink)
  }
}

/// The Tiny-ImageNet layout: roles "ids" (`wnids.txt`), "words" (`words.txt`), and for the split "train"
/// "folder" (`train/<id>/images/*.JPEG`), otherwise "table" (`val/val_annotations.txt`).
/// - Source: Stanford CS231N, "Tiny ImageNet Visual Recognition Challenge".
struct TinyImageNetReader: DatasetReader {
  func read(_ request: ReadingRequest, into sink: ImageSink) throws -> DatasetPart {
    let idPath = try request.path("ids")
    let ids = try Self.lines(idPath)
    let names = try Self.classNames(of: ids, in: request.path("words"))
    guard !ids.isEmpty, Set(ids).count == ids.count else {
      throw Failure(idPath, "is no list of different classes", got: "\(ids.count) lines")
    }
    if request.part.split == "train" {
      let folder = try request.path("folder")
      let found = try ImageFolder(folder, classes: ids)
      return try ImageParts.load(
        found.items.map { ($0.name, $0.label) }, folder: folder, classes: names,
        notes: found.notes, visited: found.visited, request, into: sink)
    }
    let table = try request.path("table")
    let folder = table.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    let numbers = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
    let items = try Self.lines(table).enumerated().map { row, line in
      let cells = line.split(separator: "\t")
      guard cells.count >= 2, let label = numbers[String(cells[1])] else {
        throw Failure(
          "\(table):\(row + 1)", "does not name an image and its class",
          expected: "name, tab, one of the \(ids.count) classes of \(idPath)")
      }
      return ("images/\(cells[0])", label as Int?)
    }
    return try ImageParts.load(
      items, folder: folder, classes: names, notes: [], visited: ["\(folder)/images"], request,
      into: sink)
  }

  private static func lines(_ path: String) throws -> [String] {
    var file = try InputFile(path)
    return String(decoding: try file.readAll(limit: 1 << 26), as: UTF8.self)
      .split(whereSeparator: \.isNewline).map(String.init)
  }

  /// The first word for each id; the id itself where there is none.
  private static func classNames(of ids: [String], in path: String) throws -> [String] {
    var words: [String: String] = [:]
    for line in try lines(path) {
      let cells = line.split(separator: "\t", maxSplits: 1)
      if cells.count == 2 {
        words[String(cells[0])] = cells[1].split(separator: ",").first.map(String.init)
      }
    }
    let names = ids.map { words[$0] ?? $0 }
    // Two kinds of crane share their first word; the id then tells them apart.
    let counts = Dictionary(grouping: names) { $0 }.mapValues(\.count)
    return zip(ids, names).map { counts[$1] == 1 ? $1 : "\($1) (\($0))" }
  }
}

/// Reading the image files of a part.
enum ImageParts {
  static func load(
    _ items: [(name: String, label: Int?)], folder: String, classes: [String], notes: [String],
    visited: [String], _ request: ReadingRequest, into sink: ImageSink
  ) throws -> DatasetPart {
    let shape = request.manifest.shape
    var loader = ImageLoader(options: request.options, monitor: sink.monitor)
    loader.standard = (shape[1], shape[2], shape[0])
    let outcome = try loader.load(
      items.map { ImageLoader.Entry(path: "\(folder)/\($0.name)", name: $0.name) }, into: sink)
    let kept = outcome.kept.map { items[$0] }
    let labels = kept.compactMap(\.label)
    var report = outcome.report
    report.notes += notes
    return DatasetPart(
      count: kept.count, labels: labels.count == kept.count ? labels : nil, classes: classes,
      names: kept.map { "\(folder)/\($0.name)" }, visited: visited, report: report)
  }
}
