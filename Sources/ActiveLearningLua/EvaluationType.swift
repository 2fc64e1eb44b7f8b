import ActiveLearning
import Foundation
import LuaHost
import Tensors

/// An evaluation with the names of its classes.
struct EvaluationView: LuaObject {
  let evaluation: Evaluation
  let classNames: [String]
}

/// An evaluation as Lua sees it.
enum EvaluationType {
  static var type: UserType<EvaluationView> {
    UserType(
      "evaluation", "How right a model is on images that it was not trained on.",
      members: [
        .property("accuracy", "Correct divided by count.") { $0.evaluation.accuracy },
        .property("count", "Images compared.") { $0.evaluation.count },
        .property("split", "Which images.") { $0.evaluation.split },
        .property("recalls", "Share found of each class, by name.") { view in
          Dictionary(
            uniqueKeysWithValues: zip(view.classNames, view.evaluation.recalls).compactMap {
              name, recall in recall.map { (name, $0) }
            })
        },
        .property("confusion", "A tensor: rows are true classes, columns predicted ones.") { view in
          let counts = view.evaluation.confusion
          return try Tensor(
            counts.flatMap { $0.map { Float($0) } }, shape: [counts.count, counts.count])
        },
      ], text: text)
  }

  private static func text(_ view: EvaluationView) -> String {
    let e = view.evaluation
    let worst = zip(view.classNames, e.recalls).compactMap { name, recall in
      recall.map { (name, $0) }
    }.min { $0.1 < $1.1 }
    let hardest = worst.map { String(format: "; hardest class '\($0.0)' %.1f %%", 100 * $0.1) }
    return String(format: "accuracy %.1f %% of \(e.count) \(e.split) images", 100 * e.accuracy)
      + (hardest ?? "")
  }
}
