import ActiveLearning
import Foundation
import LuaHost
import Tensors

/// `dataset`: images with hidden labels.
enum DatasetModule {
  static func module(_ workspace: Workspace) -> Module {
    Module(
      "dataset", "Images with hidden labels; ids are stable and count from 1.",
      functions: [load(workspace), open(workspace), list(workspace)]
        + SyntheticFunctions.all(workspace),
      types: [
        DatasetType.type(workspace), DatasetList.type, StatisticsType.type,
        DuplicatesType.type(workspace),
      ])
  }

  private static func load(_ workspace: Workspace) -> Function {
    Function(
      "load", "Reads a data set that is known by name.",
      options: Argument(
        "name", .string(suggesting: workspace.datasets(root: nil).names), "which", leading: true),
      Argument("root", .optional(.string), "a folder with its files, before the usual places"),
      Argument(
        "scaling", .choice(["unit", "standardised"]),
        "pixels to [0, 1], or to mean 0 and deviation 1 of the training split", default: "unit"),
      Argument("size", .optional(.imageSize), "height and width, for sets of image files"),
      Argument(
        "fit", .choice(of: ReadingOptions.Fit.self),
        "what becomes of images with another ratio of sides", default: .crop),
      Argument(
        "on_error", .choice(of: ReadingOptions.Fault.self),
        "at a file that is no usable image: stop, or skip and report it", default: .stop),
      Argument(
        "cache", .boolean, "whether large sets are kept decoded for the next time",
        default: true),
      returns: "a data set",
      notes:
        "Looks in root, then CRESCENT_DATASETS, then datasets/ and datasets/cache/. The cache is "
        + "the folder that CRESCENT_CACHE names, else ~/.cache/crescent; its files may be removed.",
      examples: ["d = dataset.load \"digits\""]
    ) {
      (
        name: String, root: String?, scaling: String, size: [Int]?, fit: ReadingOptions.Fit,
        fault: ReadingOptions.Fault, cache: Bool
      ) in
      let options = ReadingOptions(size: size, fit: fit, onError: fault)
      let dataset = try workspace.makeDataset(
        DatasetOrigin(.known(name: name, root: root.map(workspace.absolute), options: options)),
        caching: cache)
      return scaling == "unit" ? dataset : try dataset.standardised()
    }
  }

  private static func open(_ workspace: Workspace) -> Function {
    Function(
      "open",
      "Opens images of one's own: a folder, a table of paths, .npz, .npy, HDF5, MATLAB or idx.",
      options: Argument("path", .string, "a folder or file", leading: true),
      Argument(
        "labels", .optional(.string),
        "\"none\", or a file of classes: a .csv of path and class; for arrays .npy or idx"),
      Argument(
        "classes", .optional(.list(of: .string)),
        "their names in the order wanted; left out: as found, sorted"),
      Argument(
        "size", .optional(.imageSize),
        "height and width; left out: their own where all are alike, otherwise 64"),
      Argument(
        "channels", .optional(.integer(in: 1...3)),
        "1 for grey, 3 for colour; left out: 3 where any has colour"),
      Argument(
        "fit", .choice(of: ReadingOptions.Fit.self),
        "what becomes of images with another ratio of sides: the middle, black borders, or stretched",
        default: .crop),
      Argument(
        "on_error", .choice(of: ReadingOptions.Fault.self),
        "at a file that is no usable image: stop, or skip and report it", default: .stop),
      Argument(
        "max_pixels", .integer(in: 1...1_000_000_000), "larger images are refused",
        default: 100_000_000),
      Argument(
        "cache", .boolean, "whether images are kept decoded for the next time",
        default: true),
      returns: "a data set",
      notes:
        "A folder per class, or folders train, validation and test of such; images in no such "
        + "folder have no class. What has no split is all train: see d:split.",
      examples: ["-- d = dataset.open{ \"~/images\", size = 96, on_error = \"skip\" }"]
    ) {
      (
        path: String, labels: String?, classes: [String]?, size: [Int]?, channels: Int?,
        fit: ReadingOptions.Fit, fault: ReadingOptions.Fault, pixels: Int, cache: Bool
      ) in
      let reading = ReadingOptions(
        size: size, channels: channels, fit: fit, onError: fault, maximumPixels: pixels)
      let labels = labels.map { $0 == "none" ? $0 : workspace.absolute($0) }
      return try workspace.makeDataset(
        DatasetOrigin(
          .opened(
            path: workspace.absolute(path),
            options: OpeningOptions(labels: labels, classes: classes, reading: reading))),
        caching: cache)
    }
  }

  private static func list(_ workspace: Workspace) -> Function {
    Function(
      "list", "The known data sets: which are here, where they come from, and their terms.",
      options: Argument(
        "root", .optional(.string), "a folder to look in before the usual places", leading: true),
      returns:
        "a list that prints as a table; each has name, summary, here, folder, source, licence, bytes, downloads",
      notes: "scripts/datasets/fetch NAME gets one that is not here."
    ) { (root: String?) -> DatasetList in
      DatasetList(entries: workspace.datasets(root: root).entries)
    }
  }
}

/// What `dataset.list()` gives: it prints as a table, and its elements are tables.
struct DatasetList: LuaObject {
  let entries: [DatasetCatalogue.Entry]

  static var type: UserType<DatasetList> {
    UserType(
      "datasets", "The known data sets.",
      members: [
        .length("How many are known.") { $0.entries.count },
        .elements(
          "One of them, by number or name.", count: { $0.entries.count },
          named: { list, name in list.entries.first { $0.manifest.name == name }.map(value) }
        ) { list, place in value(of: list.entries[place]) },
        .iteration("Numbers and entries.") { list in
          list.entries.enumerated().map { (.integer($0 + 1), value(of: $1)) }
        },
        .property("names", "Their names, sorted.") { $0.entries.map(\.manifest.name) },
      ], text: { "\($0.entries.count) data sets" }, display: display)
  }

  private static func value(of entry: DatasetCatalogue.Entry) -> Value {
    let manifest = entry.manifest
    let fields: [(name: String, value: Value)] = [
      ("name", .string(manifest.name)), ("summary", .string(manifest.summary)),
      ("here", .boolean(entry.folder != nil)), ("folder", entry.folder.map(Value.string) ?? .nil),
      ("source", .string(manifest.source)), ("licence", .string(manifest.licence)),
      ("bytes", entry.bytes.map(Value.integer) ?? .nil),
      ("downloads", .list((manifest.downloads ?? []).map(value))),
    ]
    return .record(fields)
  }

  private static func value(of download: DatasetManifest.Download) -> Value {
    func text(_ value: String?) -> Value { value.map(Value.string) ?? .nil }
    let fields: [(name: String, value: Value)] = [
      ("url", .string(download.url)), ("bytes", download.bytes.map(Value.integer) ?? .nil),
      ("sha256", text(download.sha256)), ("md5", text(download.md5)),
      ("unpack", text(download.unpack)), ("inner", text(download.inner)),
      ("folder", .string(download.folder)),
    ]
    return .record(fields)
  }

  private static func display(_ list: DatasetList) -> String {
    let rows = list.entries.map { entry in
      let size = entry.bytes.map { "\(($0 + 500_000) / 1_000_000) MB" } ?? ""
      let host = entry.host.map { $0.count > 26 ? "…" + $0.suffix(25) : $0 } ?? ""
      return [
        entry.manifest.name, entry.folder == nil ? "no" : "yes", host, size,
        entry.manifest.licence, entry.manifest.summary,
      ]
    }
    return TextTable.render(
      [["name", "here", "from", "download", "licence", "images"]] + rows, rightAligned: [3])
      + "\nscripts/datasets/fetch NAME gets one that is not here"
  }
}

extension Kind where T == [Int] {
  /// Height and width: a number for both, or { height, width }.
  static var imageSize: Kind {
    let side = Kind<Int>.integer(in: 1...8192).map { [$0, $0] }
    let sides = Kind<[Int]>.list(of: .integer(in: 1...8192)).where("{ height, width }") {
      $0.count == 2
    }
    return side.or(sides)
  }
}

extension Dataset: LuaObject {}

extension Kind where T == Dataset {
  static var dataset: Kind { .object("dataset") }
}
