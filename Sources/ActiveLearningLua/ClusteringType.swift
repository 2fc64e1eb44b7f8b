import ActiveLearning
import Foundation
import LuaHost
import Tensors

/// A clustering as Lua holds it.
struct ClusteringView: LuaObject {
  let clustering: Clustering
}

/// A clustering as Lua sees it.
enum ClusteringType {
  static var type: UserType<ClusteringView> {
    UserType(
      "clustering", "Points in groups, each with a centre.",
      members: [
        .property("centres", "A tensor [clusters × features].") { $0.clustering.centres },
        .property("assignments", "The cluster of each point, from 1 on.") {
          $0.clustering.assignments.map { $0 + 1 }
        },
        .property("distances", "Squared, of each point to its centre.") {
          $0.clustering.squaredDistances
        },
        .property("inertia", "The sum of all squared distances.") { $0.clustering.inertia },
        .property("iterations", "Passes over the points, or batches.") {
          $0.clustering.iterations
        },
        .property("converged", "Whether it stopped by itself.") { $0.clustering.converged },
        .property("sizes", "Points in each cluster.") { $0.clustering.sizes() },
        .method(
          "members", "The points of a cluster, ascending.",
          Argument("cluster", .index, "from 1 on"), returns: "a list of rows"
        ) { (view: ClusteringView, cluster: Int) in
          let members = view.clustering.members()
          guard members.indices ~= cluster else {
            throw Failure(
              "clustering:members", "no such cluster", expected: "1 to \(members.count)",
              got: "\(cluster + 1)")
          }
          return members[cluster].map { $0 + 1 }
        },
        .length("The number of clusters.") { $0.clustering.centres.shape[0] },
      ], text: text)
  }

  private static func text(_ view: ClusteringView) -> String {
    let c = view.clustering
    let end = c.converged ? "converged after" : "stopped after"
    return String(
      format: "%d points in %d clusters, inertia %g, %@ %d iterations", c.assignments.count,
      c.centres.shape[0], c.inertia, end, c.iterations)
  }
}
