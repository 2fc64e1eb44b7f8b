import ActiveLearning
import Foundation
import LuaHost
import Tensors

/// The scores of a whole pool, best first.
struct ScoresView: LuaObject {
  let ranking: Selection
}

/// Scores as Lua sees them; printing shows the first and the last.
enum ScoresType {
  static var type: UserType<ScoresView> {
    UserType(
      "scores", "Every image of a pool with its score, highest first.",
      members: [
        .property("ids", "The images, highest score first.") { $0.ranking.ids.map { $0 + 1 } },
        .property("scores", "The score of each of `ids`.") { $0.ranking.scores },
        .property("score_name", "What the scores are.") { $0.ranking.scoreName },
        .method(
          "of", "The score of one image.", Argument("id", .index, "which"), returns: "a number"
        ) { (view: ScoresView, id: Int) in
          guard let place = view.ranking.ids.firstIndex(of: id) else {
            throw Failure("scores:of", "image \(index: id) is not in the pool", code: .outOfRange)
          }
          return view.ranking.scores[place]
        },
        .length("How many.") { $0.ranking.ids.count },
        .elements("The id in that place.", count: { $0.ranking.ids.count }) { view, place in
          view.ranking.ids[place] + 1
        },
      ], text: text, display: display)
  }

  private static func text(_ view: ScoresView) -> String {
    let ranking = view.ranking
    guard let first = ranking.scores.first, let last = ranking.scores.last else {
      return "scores of no images"
    }
    return String(
      format: "scores of \(ranking.ids.count) images: \(ranking.scoreName) from %.4g to %.4g",
      first,
      last)
  }

  /// Rows beyond these are left out.
  private static let (head, tail) = (10, 2)

  private static func display(_ view: ScoresView) -> String {
    let ranking = view.ranking
    let rows = ranking.ids.indices.map { place in
      ["\(place + 1)", "\(ranking.ids[place] + 1)", String(format: "%.4g", ranking.scores[place])]
    }
    let shown =
      rows.count > head + tail + 1 ? rows.prefix(head) + [["…"]] + rows.suffix(tail) : rows[...]
    guard !shown.isEmpty else { return text(view) }
    return text(view) + "\n"
      + TextTable.render([["", "id", "score"]] + shown, rightAligned: [0, 1, 2])
  }
}

extension ConfigurationHandle<any Strategy> {
  /// The strategy where it gives each image a score.
  func scoring(_ who: String) throws -> any ScoringStrategy {
    guard let strategy = configuration.product as? any ScoringStrategy else {
      throw Failure(
        who,
        "\(configuration.recipe.name) chooses images together and gives none a score of its own",
        expected: "a strategy such as strategy.entropy{}")
    }
    return strategy
  }
}
