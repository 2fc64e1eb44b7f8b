import ActiveLearning
import Foundation
import LuaHost

/// A round's record as Lua sees it.
enum RoundType {
  static var type: UserType<RoundRecord> {
    UserType(
      "round", "What happened in one round.",
      members: [
        .property("round", "Its number, from 1 on.") { $0.number },
        .property("labels", "Labels that the model learned from.") { $0.labels },
        .property("fraction", "These as a share of the training images.") { $0.fraction },
        .property("accuracy", "On the validation images; nil if not evaluated.") {
          $0.evaluation?.accuracy
        },
        .property("loss", "Mean total loss of the last epoch; nil if not trained.") {
          $0.losses.first?.value
        },
        .property("losses", "Every term of the loss, by name.") { record in
          Dictionary(record.losses.map { ($0.name, $0.value) }) { first, _ in first }
        },
        .property("epochs", "Epochs trained.") { $0.epochs },
        .property("precision", "What it was trained in, f32 or bf16; nil before.") {
          $0.precision?.rawValue
        },
        .property("seconds", "Training, evaluation and query together.") { $0.seconds },
        .property("asked", "Ids asked for, best first; nil before the query.") {
          $0.query?.ids.map { $0 + 1 }
        },
      ], text: text)
  }

  private static func text(_ record: RoundRecord) -> String {
    var parts = ["round \(record.number): \(record.labels) labels"]
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
