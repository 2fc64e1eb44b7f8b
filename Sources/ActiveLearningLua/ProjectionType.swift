import ActiveLearning
import Foundation
import LuaHost
import Tensors

/// A projection as Lua holds it.
struct ProjectionView: LuaObject {
  let projection: Projection
}

/// Principal components as Lua sees them.
enum ProjectionType {
  static var type: UserType<ProjectionView> {
    UserType(
      "projection", "Principal components, and the mean that they start from.",
      members: [
        .property("mean", "Of the points, a tensor [features].") { $0.projection.mean },
        .property("components", "Directions, a tensor [components × features].") {
          $0.projection.components
        },
        .property("variances", "Along each component, the largest first.") {
          $0.projection.variances
        },
        .property("shares", "Which part of the whole variance each has.") { $0.projection.shares },
        .method(
          "transform", "Coordinates of points along the components.",
          Argument("points", .tensor, "[n × features]"), returns: "a tensor [n × components]"
        ) { (view: ProjectionView, points: Tensor) in try view.projection.transform(points) },
        .length("The number of components.") { $0.projection.variances.count },
      ],
      text: { view in
        let shares = view.projection.shares.prefix(5).map { String(format: "%.1f %%", 100 * $0) }
        let more = view.projection.shares.count > 5 ? " …" : ""
        return "\(view.projection.shares.count) components with "
          + "\(shares.joined(separator: ", "))\(more) of the variance"
      })
  }
}
