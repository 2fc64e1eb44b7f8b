import ActiveLearning
import LuaHost
import Tensors

/// A figure as Lua holds it.
struct FigureView: LuaObject {
  let figure: any Figure
}

/// `plot`: figures as data, for the terminal and for files.
enum PlotModule {
  static func module(_ workspace: Workspace) -> Module {
    Module(
      "plot", "Figures: printed they show in the terminal, saved they are SVG or PNG.",
      functions: [curve, montage, augment], types: [type(workspace)])
  }

  private static var curve: Function {
    Function(
      "curve", "A learning curve: of one session, or of series of one's own.",
      options: Argument("session", .optional(.object("session")), "whose history", leading: true),
      Argument(
        "series", .optional(.list(of: .line)),
        "sessions, or { name = , x = { … }, y = { … }, deviation = { … } } each"),
      Argument(
        "title", .string.where("string of up to 200 characters") { $0.utf8.count <= 800 },
        "above it",
        default: ""),
      Argument(
        "x", .string,
        "of sessions: \(RoundQuantity.amounts.map(\.name).joined(separator: ", ")); of series of "
          + "one's own the label of the axis", default: "labels"),
      Argument("y", .string, "label of the axis", default: "validation accuracy"),
      returns: "a figure",
      examples: ["plot.curve{ series = { { name = \"a\", x = { 1, 2 }, y = { 0.5, 0.7 } } } }"]
    ) { (session: Session?, series: [CurveLine]?, title: String, x: String, y: String) in
      let sources = series ?? session.map { [.session($0)] } ?? []
      let lines = try sources.map { try $0.series(over: x) }
      guard !lines.isEmpty, lines.contains(where: { !$0.x.isEmpty }) else {
        throw Failure(
          "plot.curve", "nothing to draw",
          expected: "a session that was evaluated, or series with points")
      }
      let shares = lines.allSatisfy { $0.y.allSatisfy { (0...1).contains($0) } }
      return FigureView(
        figure: Curve(
          title: title.isEmpty
            ? (session.map { "\($0.method.recipe.name) on \($0.dataset.name)" } ?? "")
            : title,
          xLabel: RoundQuantity(rawValue: x)?.phrase ?? String(x.prefix(200)),
          yLabel: String(y.prefix(200)), series: lines,
          percent: shares))
    }
  }

  private static var montage: Function {
    Function(
      "montage", "Images side by side, each under its id.",
      Argument("dataset", .dataset, "whose images"), Argument("ids", .indices, "which"),
      returns: "a figure"
    ) { (dataset: Dataset, ids: [Int]) in
      FigureView(
        figure: try Images.montage(of: ids, in: dataset))
    }
  }

  private static var augment: Function {
    Function(
      "augment", "An image and what an augmentation makes of it.",
      Argument("dataset", .dataset, "whose image"), Argument("id", .index, "which"),
      Argument(
        "augmentation", .optional(.object("augmentation")),
        "what is done; left out: augment.simclr{}"),
      Argument("seed", .integer(atLeast: 0), "of the changes", default: 0),
      returns: "a figure", examples: ["plot.augment(dataset.load \"digits\", 1)"]
    ) {
      (
        dataset: Dataset, id: Int, handle: ConfigurationHandle<Augmentation>?, seed: Int
      ) in
      try Answers.check([id], of: dataset)
      let augmentation =
        try handle?.configuration
        ?? Configuration(Catalogue<Augmentation>.augmentations.recipe(named: "simclr"))
      return FigureView(
        figure: try AugmentedImages.montage(
          of: id, in: dataset, augmentation.product,
          stream: Random(seed: UInt64(seed), stream: "augmentation")))
    }
  }

  private static func type(_ workspace: Workspace) -> UserType<FigureView> {
    UserType(
      "figure", "An image as data.",
      members: [
        .method(
          "save", "Writes it, as the name ends: .svg or .png.", Argument("path", .string, "a file")
        ) { (view: FigureView, path: String) in try view.figure.write(to: workspace.path(path)) },
        .method("show", "Shows it in the terminal.") { (view: FigureView) in
          workspace.show(view.figure, "")
        },
      ], text: { _ in "figure" }, display: { workspace.text(of: $0.figure) },
      forms: { [.png(of: $0.figure)] })
  }
}

extension DisplayForm {
  /// A figure as a PNG file.
  static func png(of figure: any Figure) -> DisplayForm { DisplayForm(.png) { try figure.png() } }
}
