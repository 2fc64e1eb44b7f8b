import ActiveLearning
import Foundation
import LuaHost
import Tensors

/// An evaluation with the names of its classes.
struct EvaluationView: LuaObject {
  let evaluation: Evaluation
  let classNames: [String]
  /// Whether the method finds clusters without their names.
  var isClustering = false

  /// The classes that no image was compared of.
  var unseen: [String] {
    zip(classNames, evaluation.recalls).compactMap { name, recall in recall == nil ? name : nil }
  }
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
        .property(
          "cluster_accuracy",
          "ACC of a clustering: right under the best one-to-one map of predictions to classes."
        ) { $0.evaluation.clusteringAccuracy },
        .property("nmi", "Normalised mutual information of predictions and classes.") {
          $0.evaluation.normalizedMutualInformation
        },
        .property("ari", "Adjusted Rand index of predictions and classes.") {
          $0.evaluation.adjustedRandIndex
        },
        .property("recalls", "Share found of each class, by name.") { view in
          Dictionary(
            uniqueKeysWithValues: zip(view.classNames, view.evaluation.recalls).compactMap {
              name, recall in recall.map { (name, $0) }
            })
        },
        .property("unseen", "Classes without an image there: nothing is known of them.") {
          $0.unseen
        },
        .property("confusion", "A tensor: rows are true classes, columns predicted ones.") { view in
          let counts = view.evaluation.confusion
          return try Tensor(
            counts.flatMap { $0.map { Float($0) } }, shape: [counts.count, counts.count])
        },
      ], text: text)
  }

  /// Small classes may have no image among those that were set aside: nothing is known of them.
  private static func unseen(_ view: EvaluationView) -> String {
    let names = view.unseen
    guard !names.isEmpty else { return "" }
    let more = names.count > 5 ? " and \(names.count - 5) more" : ""
    return "; no \(view.evaluation.split) images of "
      + names.prefix(5).map { "'\($0)'" }.joined(separator: ", ") + more
  }

  private static func text(_ view: EvaluationView) -> String {
    let e = view.evaluation
    if view.isClustering {
      return String(
        format: "clusters of \(e.count) \(e.split) images: ACC %.1f %%, NMI %.3f, ARI %.3f; "
          + "named by the labels known, accuracy %.1f %%", 100 * e.clusteringAccuracy,
        e.normalizedMutualInformation, e.adjustedRandIndex, 100 * e.accuracy)
    }
    let worst = zip(view.classNames, e.recalls).compactMap { name, recall in
      recall.map { (name, $0) }
    }.min { $0.1 < $1.1 }
    let hardest = worst.map { String(format: "; hardest class '\($0.0)' %.1f %%", 100 * $0.1) }
    return String(format: "accuracy %.1f %% of \(e.count) \(e.split) images", 100 * e.accuracy)
      + (hardest ?? "") + unseen(view)
  }
}
