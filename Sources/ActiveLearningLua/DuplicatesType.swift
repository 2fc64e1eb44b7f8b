import ActiveLearning
import LuaHost

/// A report of duplicates and the images it is about.
struct DuplicatesView: LuaObject {
  let dataset: Dataset
  let report: DuplicateReport
}

/// A report of duplicates as Lua sees it; printing it shows the images.
enum DuplicatesType {
  static func type(_ workspace: Workspace) -> UserType<DuplicatesView> {
    UserType(
      "duplicates", "Images that are there more than once, nearly so, or show nothing.",
      members: [
        .property("groups", "Lists of ids that are alike.") {
          $0.report.groups.map { $0.ids.map { $0 + 1 } }
        },
        .property("blank", "Ids of images that show nothing.") {
          $0.report.blank.map { $0 + 1 }
        },
        .property("conflicts", "Groups whose images have different classes.") {
          $0.report.groups.filter(\.disagrees).map { $0.ids.map { $0 + 1 } }
        },
        .property("leaks", "Groups with images of different splits.") {
          $0.report.groups.filter(\.crossesSplits).map { $0.ids.map { $0 + 1 } }
        },
        .length("The number of groups.") { $0.report.groups.count },
      ], text: summary, display: { try display($0, workspace) },
      forms: { try figure($0).map { [.png(of: $0)] } ?? [] })
  }

  private static func summary(_ view: DuplicatesView) -> String {
    let groups = view.report.groups
    return
      "\(groups.count) group\(groups.count == 1 ? "" : "s") of like images (\(groups.count(where: \.isExact)) exact, "
      + "\(groups.count(where: \.disagrees)) with different classes, "
      + "\(groups.count(where: \.crossesSplits)) across splits), \(view.report.blank.count) blank"
  }

  private static func display(_ view: DuplicatesView, _ workspace: Workspace) throws -> String {
    summary(view) + (try figure(view).map { "\n" + workspace.text(of: $0) } ?? "")
  }

  /// Two images of each of the first groups; nil where there are none.
  private static func figure(_ view: DuplicatesView) throws -> Montage? {
    let shown = view.report.groups.prefix(8).flatMap { $0.ids.prefix(2) }
    guard !shown.isEmpty else { return nil }
    return try Images.montage(of: shown, in: view.dataset, columns: 8, group: 2)
  }
}
