import ActiveLearning
import Foundation
import LuaHost
import Tensors

/// A cluster report and the images it is about.
struct ClustersView: LuaObject {
  let report: ClusterReport
  let dataset: Dataset
}

/// A cluster report as Lua sees it; printing it shows typical images.
enum ClustersType {
  static func type(_ workspace: Workspace) -> UserType<ClustersView> {
    UserType(
      "clusters", "Sizes, purity and typical images of the clusters.",
      members: [
        .property("sizes", "Training images in each cluster.") { $0.report.clusters.map(\.size) },
        .property("purity", "Of the labelled ones, by class name; nil without labels.") { view in
          Dictionary(
            uniqueKeysWithValues: zip(view.dataset.classNames, view.report.clusters).compactMap {
              name, cluster in cluster.purity.map { (name, $0) }
            })
        },
        .property("nearest", "Ids nearest to each centre, nearest first.") {
          $0.report.clusters.map { $0.nearest.map { $0 + 1 } }
        },
        .property("ambiguous", "Most uncertain ids of each cluster, most uncertain first.") {
          $0.report.clusters.map { $0.ambiguous.map { $0 + 1 } }
        },
        .method("montage", "The images that printing shows, to be saved.", returns: "a figure") {
          (view: ClustersView) in FigureView(figure: try figure(view))
        },
        .length("The number of clusters.") { $0.report.clusters.count },
      ], text: { "\($0.report.clusters.count) clusters" },
      display: { try display($0, workspace) }, forms: { [.png(of: try figure($0))] })
  }

  private static func display(_ view: ClustersView, _ workspace: Workspace) throws -> String {
    let rows = view.report.clusters.map { cluster in
      [
        name(of: cluster, in: view.dataset),
        "\(cluster.size)", "\(cluster.labelled)",
        cluster.purity.map { String(format: "%.0f %%", 100 * $0) } ?? "—",
        cluster.nearest.map { "\($0 + 1)" }.joined(separator: " "),
        cluster.ambiguous.map { "\($0 + 1)" }.joined(separator: " "),
      ]
    }
    let header = ["cluster", "images", "labelled", "purity of these", "nearest", "most ambiguous"]
    let table = TextTable.render([header] + rows, rightAligned: [1, 2, 3])
    return table + "\n" + workspace.text(of: try figure(view))
  }

  /// The two clearest and the most uncertain image of each cluster.
  private static func figure(_ view: ClustersView) throws -> Montage {
    let examples = view.report.clusters.flatMap { cluster in
      let name = name(of: cluster, in: view.dataset)
      return cluster.nearest.prefix(2).map { ($0, "\(name) near") }
        + cluster.ambiguous.prefix(1).map { ($0, "\(name) unsure") }
    }
    return try Images.montage(
      of: examples.map(\.0), in: view.dataset, details: examples.map(\.1), columns: 12, group: 3)
  }

  private static func name(of cluster: ClusterReport.Cluster, in dataset: Dataset) -> String {
    let names = dataset.classNames
    return names.indices ~= cluster.index ? names[cluster.index] : "\(cluster.index + 1)"
  }
}
