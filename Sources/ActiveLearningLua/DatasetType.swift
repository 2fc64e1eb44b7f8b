import ActiveLearning
import LuaHost
import Tensors

/// A data set as Lua sees it.
enum DatasetType {
  static func type(_ workspace: Workspace) -> UserType<Dataset> {
    UserType(
      "dataset", "Images with hidden labels.",
      members: properties + scaling + looking(workspace) + deriving + [export(workspace)],
      cost: { $0.images.isInFile ? 4096 : $0.images.count * $0.images.stride },
      text: { $0.description }, display: { DatasetText.display($0) })
  }

  /// Images that fit on a few screens.
  private static let shown = 60

  private static var properties: [Member<Dataset>] {
    [
      .property("name", "What it is called.") { $0.name },
      .property("classes", "The names of the classes.") { $0.classNames },
      .property("shape", "Of one image: channels, height, width.") { $0.images.shape },
      .property("splits", "How many images each split has, by name.") {
        $0.splits.mapValues(\.count)
      },
      .property("fingerprint", "SHA-256 over images, labels and splits.") { try $0.fingerprint },
      .property(
        "normalisation",
        "Mean and deviation of each channel on the split train: { mean = , deviation = }, or nil."
      ) { (d: Dataset) -> Value in
        guard d.splits["train"] != nil else { return .nil }
        return constants(of: try d.normalisation, channels: d.images.channels)
      },
      .property("skipped", "What was left out when it was read: { file = , reason = } each.") {
        (d: Dataset) in
        Value.list(
          d.report.skipped.map {
            .record([("file", .string($0.file)), ("reason", .string($0.reason))])
          })
      },
      .property("notes", "What is worth knowing of how it was read.") { $0.report.notes },
      .length("The number of images.") { $0.images.count },
    ]
  }

  private static func looking(_ workspace: Workspace) -> [Member<Dataset>] {
    [
      .method(
        "ids", "The ids of a split, ascending.", Argument("split", .string, "such as \"train\""),
        returns: "a list of ids"
      ) { (d: Dataset, split: String) in try d.split(split).map { $0 + 1 } },
      .method(
        "batch", "Images as numbers, scaled.", Argument("ids", .indices, "which"),
        returns: "a tensor [ids × channels × height × width]"
      ) { (d: Dataset, ids: [Int]) in
        try Answers.check(ids, of: d)
        return try d.batch(ids)
      },
      .method(
        "show", "Shows images in the terminal, \(shown) at most.",
        Argument("ids", .indices, "which"),
        examples: ["d:show{ 1, 2, 3 }"]
      ) { (d: Dataset, ids: [Int]) in
        try Answers.check(ids, of: d)
        let figure = try Images.montage(of: Array(ids.prefix(shown)), in: d)
        workspace.show(figure, ids.count > shown ? "the first \(shown) of \(ids.count)" : "")
      },
      .method(
        "find", "The ids of a class, a split, or both.",
        options: Argument("class", .optional(.any), "a name, or a number from 1 on"),
        Argument("split", .optional(.string), "such as \"test\""), returns: "a list of ids",
        examples: ["d:find{ class = 3, split = \"test\" }"]
      ) { (d: Dataset, label: Value?, split: String?) in
        let label = try label.flatMap { try classes([$0], of: d, who: "find").first }
        return try d.find(label: label, split: split).map { $0 + 1 }
      },
      .method(
        "file", "The file that an image came from.", Argument("id", .index, "which"),
        returns: "a path, or nil"
      ) { (d: Dataset, id: Int) -> Value in
        try Answers.check([id], of: d)
        return d.files?[id].map(Value.string) ?? .nil
      },
      .method(
        "statistics", "Counts, means and deviations.",
        options: Argument("split", .optional(.string), "of which; left out: of all", leading: true),
        returns: "statistics, which print as tables"
      ) { (d: Dataset, split: String?) in
        StatisticsView(name: d.name, statistics: try d.statistics(split: split))
      },
      .method(
        "duplicates", "Images that are there twice or nearly so, and blank ones.",
        options: Argument(
          "tolerance", .number(in: 0...1),
          "mean difference of pixels that still counts as the same, full intensity being 1",
          default: 0.02),
        Argument(
          "blankness", .number(in: 0...1), "deviation of pixels below which an image is blank",
          default: 0.01),
        returns: "a report, which prints its images"
      ) { (d: Dataset, tolerance: Double, blankness: Double) in
        DuplicatesView(
          dataset: d,
          report: try d.duplicates(
            tolerance: tolerance, blankness: blankness, monitor: workspace.monitor))
      },
    ]
  }

  private static var deriving: [Member<Dataset>] {
    [
      .method(
        "subset", "Some of the images, as a data set with ids of its own.",
        options: Argument(
          "count", .optional(.integer(atLeast: 1)), "how many, by class", leading: true),
        Argument("split", .optional(.string), "which is thinned out; left out: all images"),
        Argument("classes", .optional(.list(of: .any)), "which stay, by name or number"),
        Argument("per_class", .optional(.integer(atLeast: 1)), "how many of each class"),
        Argument(
          "imbalance", .optional(.number(atLeast: 1)),
          "how many times rarer the last class becomes than the first"),
        Argument("seed", .integer(atLeast: 0), "of the draw", default: 0),
        returns: "a data set",
        examples: ["d:subset{ per_class = 20, split = \"train\", imbalance = 10 }"]
      ) {
        (
          d: Dataset, count: Int?, split: String?, names: [Value]?, perClass: Int?,
          imbalance: Double?, seed: Int
        ) in
        try d.subset(
          SubsetRule(
            split: split, classes: try names.map { try classes($0, of: d, who: "subset") },
            count: count, perClass: perClass, imbalance: imbalance, seed: UInt64(seed)))
      },
      .method(
        "select", "Only these images, as a data set with ids of its own.",
        Argument("ids", .indices, "which, in the order wanted"), returns: "a data set"
      ) { (d: Dataset, ids: [Int]) in
        try Answers.check(ids, of: d)
        return try d.selecting(ids)
      },
      .method(
        "split", "The same images with splits drawn anew; what is not set aside is train.",
        options: Argument(
          "test", .number(atLeast: 0), "a share below 1, or a number of images", default: 0),
        Argument(
          "validation", .number(atLeast: 0), "a share below 1, or a number of images", default: 0),
        Argument("of", .optional(.string), "the split to divide; left out: all images"),
        Argument("stratified", .boolean, "whether every class keeps its share", default: true),
        Argument("seed", .integer(atLeast: 0), "of the draw", default: 0),
        returns: "a data set", examples: ["d = d:split{ test = 0.2, validation = 0.1 }"]
      ) {
        (d: Dataset, test: Double, validation: Double, of: String?, stratified: Bool, seed: Int) in
        try d.split(
          SplitRule(
            of: of, validation: validation, test: test, stratified: stratified, seed: UInt64(seed)))
      },
    ]
  }

  private static func export(_ workspace: Workspace) -> Member<Dataset> {
    .method(
      "export", "Writes images and classes for other programs; nothing is overwritten.",
      options: Argument("path", .string, "a new folder, or for npz a new file", leading: true),
      Argument(
        "format", .choice(of: Dataset.ExportFormat.self),
        "PNG files by split and class, one .npz in MedMNIST's layout, or idx files",
        default: .folder)
    ) { (d: Dataset, path: String, format: Dataset.ExportFormat) in
      try d.export(to: workspace.path(path), as: format, monitor: workspace.monitor)
    }
  }

  /// Classes by name, or by number from 1 on.
  private static func classes(_ values: [Value], of dataset: Dataset, who: String) throws -> [Int] {
    let names = dataset.classNames
    return try values.compactMap { value in
      switch value {
      case .nil: return nil
      case .string(let name):
        guard let index = names.firstIndex(of: name) else {
          throw UnknownName.failure("dataset:\(who)", "class", name, known: names)
        }
        return index
      default:
        if let index = value.index(in: names.count) { return index }
        throw Failure(
          "dataset:\(who)", "no such class", expected: "a name, or 1 to \(names.count)",
          got: value.kindDescription)
      }
    }
  }
}

/// A data set as the prompt shows it: its line, the balance of classes, and what was skipped.
enum DatasetText {
  static func display(_ dataset: Dataset) -> String {
    var lines = [dataset.description]
    if let labels = dataset.labels, !dataset.classNames.isEmpty {
      var counts = [Int](repeating: 0, count: dataset.classNames.count)
      for label in labels { counts[label] += 1 }
      let (least, most) = (counts.min() ?? 0, counts.max() ?? 0)
      lines.append(
        least == most
          ? "every class has \(most)"
          : "classes have \(least) ('\(name(least, counts, dataset))') to \(most) "
            + "('\(name(most, counts, dataset))')")
    }
    if dataset.labels == nil, !dataset.classNames.isEmpty {
      let names = dataset.classNames
      lines.append(
        "classes to be given: " + names.prefix(12).joined(separator: ", ")
          + (names.count > 12 ? " and \(names.count - 12) more" : ""))
    }
    let skipped = dataset.report.skipped.count
    if skipped > 0 {
      lines.append("\(skipped) file\(skipped == 1 ? " was" : "s were") skipped: see d.skipped")
    }
    return (lines + dataset.report.notes.map { "note: \($0)" }).joined(separator: "\n")
  }

  private static func name(_ count: Int, _ counts: [Int], _ dataset: Dataset) -> String {
    counts.firstIndex(of: count).map { dataset.classNames[$0] } ?? ""
  }
}
