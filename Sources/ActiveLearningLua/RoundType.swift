import ActiveLearning
import Foundation
import LuaHost

/// A round's record as Lua sees it.
enum RoundType {
  static var type: UserType<RoundRecord> {
    UserType(
      "round", "What happened in one round.",
      members: RoundQuantity.allCases.map(quantity) + [
        .property("fraction", "Labels as a share of the training images.") { $0.fraction },
        .property("losses", "Every term of the loss, by name.") { record in
          Dictionary(record.losses.map { ($0.name, $0.value) }) { first, _ in first }
        },
        .property("precision", "What it was trained in, f32 or bf16; nil before.") {
          $0.precision?.rawValue
        },
        .property("asked", "Ids asked for, best first; nil before the query.") {
          $0.query?.ids.map { $0 + 1 }
        },
      ], text: text)
  }

  private static func quantity(_ quantity: RoundQuantity) -> Member<RoundRecord> {
    quantity.isCount
      ? .property(quantity.name, quantity.summary) { quantity.value(of: $0).map { Int($0) } }
      : .property(quantity.name, quantity.summary) { quantity.value(of: $0) }
  }

  private static func text(_ record: RoundRecord) -> String {
    var parts = ["round \(record.number): \(record.labels) labels"]
    if let learned = record.learned {
      for (part, name) in [
        (learned.pseudoLabels, "pseudo-labels"), (learned.clusterLabels, "labels of clusters"),
      ]
      where part.count > 0 {
        let right = part.accuracy.map { String(format: " (%.1f %% right)", 100 * $0) }
        parts.append("\(part.count) \(name)\(right ?? "")")
      }
      if learned.pairs > 0 { parts.append("\(learned.pairs) pairs") }
      if learned.interactions != record.labels {
        parts.append("\(learned.interactions) interactions")
      }
    }
    if let evaluation = record.evaluation {
      parts.append(String(format: "accuracy %.1f %%", 100 * evaluation.accuracy))
    }
    if let loss = record.losses.first { parts.append(String(format: "loss %.4f", loss.value)) }
    if let query = record.query { parts.append("then \(query.ids.count) asked") }
    parts.append(String(format: "%.1f s", record.seconds))
    return parts.joined(separator: ", ")
  }
}

extension RoundRecord: LuaObject {}
