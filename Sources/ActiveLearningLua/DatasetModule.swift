import ActiveLearning
import LuaHost
import Tensors

/// `dataset`: pictures with hidden labels.
enum DatasetModule {
  static func module(_ workspace: Workspace) -> Module {
    Module(
      "dataset", "Pictures with hidden labels; ids are stable and count from 1.",
      functions: [load(workspace), list(workspace)], types: [type(workspace)])
  }

  private static func load(_ workspace: Workspace) -> Function {
    Function(
      "load", "Reads a data set.",
      options: Argument(
        "name", .string(suggesting: workspace.datasets(root: nil).names), "which", leading: true),
      Argument("root", .optional(.string), "a folder with its files, before the usual places"),
      Argument(
        "scaling", .choice(["unit", "standardised"]),
        "pixels to [0, 1], or to mean 0 and deviation 1 of the training split", default: "unit"),
      returns: "a data set",
      notes: "Looks in root, then CRESCENT_DATASETS, then datasets/ and datasets/cache/.",
      examples: ["d = dataset.load \"digits\""]
    ) { (name: String, root: String?, scaling: String) in
      var dataset = try workspace.datasets(root: root).load(name)
      dataset.root = root
      return scaling == "unit" ? dataset : try dataset.standardised()
    }
  }

  private static func list(_ workspace: Workspace) -> Function {
    Function("list", "The names of the known data sets.", returns: "a list of names") {
      workspace.datasets(root: nil).names
    }
  }

  private static func type(_ workspace: Workspace) -> UserType<Dataset> {
    UserType(
      "dataset", "Pictures with hidden labels.",
      members: [
        .property("name", "What it is called.") { $0.name },
        .property("classes", "The names of the classes.") { $0.classNames },
        .property("shape", "Of one picture: channels, height, width.") { $0.images.shape },
        .property("splits", "How many pictures each split has, by name.") {
          $0.splits.mapValues(\.count)
        },
        .property("fingerprint", "SHA-256 over pictures, labels and splits.") { $0.fingerprint },
        .length("The number of pictures.") { $0.images.count },
        .method(
          "ids", "The ids of a split, ascending.", Argument("split", .string, "such as \"train\""),
          returns: "a list of ids"
        ) { (d: Dataset, split: String) in try d.split(split).map { $0 + 1 } },
        .method(
          "batch", "Pictures as numbers, scaled.", Argument("ids", .indices, "which"),
          returns: "a tensor [ids × channels × height × width]"
        ) { (d: Dataset, ids: [Int]) in
          try Answers.check(ids, of: d)
          return try d.batch(ids)
        },
        .method(
          "show", "Shows pictures in the terminal.", Argument("ids", .indices, "which"),
          examples: ["d:show{ 1, 2, 3 }"]
        ) { (d: Dataset, ids: [Int]) in
          let figure = try Pictures.montage(of: ids, in: d)
          workspace.output(workspace.text(of: figure) + "\n")
        },
      ], cost: { $0.images.count * $0.images.stride }, text: { $0.description })
  }
}

extension Dataset: LuaObject {}

extension Kind where T == Dataset {
  static var dataset: Kind { .object("dataset") }
}
