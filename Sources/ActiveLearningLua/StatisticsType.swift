import ActiveLearning
import Foundation
import LuaHost

/// Statistics and the name of what they are about.
struct StatisticsView: LuaObject {
  let name: String
  let statistics: DatasetStatistics
}

/// Statistics of a data set as Lua sees them; they print as tables.
enum StatisticsType {
  static var type: UserType<StatisticsView> {
    UserType(
      "statistics", "What a data set is like, in numbers.",
      members: [
        .property("count", "How many images.") { $0.statistics.count },
        .property("mean", "Of each channel, 0 to 1.") { $0.statistics.mean },
        .property("deviation", "Of each channel, 0 to 1.") { $0.statistics.deviation },
        .property("counts", "Images of each class, by name.") { view in
          Dictionary(
            zip(view.statistics.classes, view.statistics.classCounts), uniquingKeysWith: +)
        },
        .property("imbalance", "The largest class' size over the smallest's.") {
          (view: StatisticsView) -> Value in
          view.statistics.imbalance.map(Value.number) ?? .nil
        },
      ], text: { "statistics of \($0.name)" }, display: display)
  }

  private static func display(_ view: StatisticsView) -> String {
    let s = view.statistics
    let numbers = { (values: [Double]) in
      values.map { String(format: "%.4f", $0) }.joined(separator: " ")
    }
    var lines = [
      "\(view.name): \(s.count) images of \(s.shape[1])×\(s.shape[2])×\(s.shape[0]), "
        + "bytes \(s.range.lowerBound) to \(s.range.upperBound)",
      "mean \(numbers(s.mean)), deviation \(numbers(s.deviation))",
    ]
    if !s.classes.isEmpty {
      let head = ["class", "images"] + s.splitCounts.map(\.split)
      let rows = s.classes.indices.map { label in
        [s.classes[label], "\(s.classCounts[label])"]
          + s.splitCounts.map { "\($0.classes[label])" }
      }
      let last = ["all", "\(s.count)"] + s.splitCounts.map { "\($0.total)" }
      lines.append(
        TextTable.render([head] + rows + [last], rightAligned: Set(1...head.count)))
      if let imbalance = s.imbalance {
        lines.append(String(format: "largest class over smallest: %.2f", imbalance))
      }
    }
    return lines.joined(separator: "\n")
  }
}
