import ActiveLearning
import LuaHost
import Tensors

/// The random stream of a query, as the Lua function draws from it.
final class Draws {
  var rng: Random
  init(_ rng: Random) { self.rng = rng }
}

/// A query as Lua sees it while it chooses.
struct QueryView: LuaObject {
  let query: Query
  let draws: Draws

  /// Lets another strategy draw from a copy, since it may be of Lua and draw from this query, too.
  func drawing<Result>(_ body: (inout Random) throws -> Result) rethrows -> Result {
    var rng = draws.rng
    let result = try body(&rng)
    draws.rng = rng
    return result
  }
}

/// What a strategy written in Lua may know.
enum QueryViewType {
  static func type(_ workspace: Workspace) -> UserType<QueryView> {
    UserType(
      "query view", "What a strategy may know when it chooses.",
      members: properties + Need.allCases.flatMap(evidence) + methods)
  }

  private static var properties: [Member<QueryView>] {
    [
      .property("ids", "Unlabelled images, ascending.") { $0.query.candidates.map { $0 + 1 } },
      .property("classes", "The number of classes.") { $0.query.classes },
      .property("round", "The round of the session that asks, from 1 on.") { $0.query.round },
      .property("labelled", "Known labels, ids ascending: a list of { id = , class = }.") { view in
        view.query.labelled.sorted { $0.key < $1.key }.map {
          ["id": $0.key + 1, "class": $0.value + 1]
        }
      },
      .property(
        "pseudo_labelled",
        "Of `ids`, those that took over another image's answer for good: a list as of `labelled`."
      ) { view in
        view.query.pseudoLabelled.sorted { $0.key < $1.key }.map {
          ["id": $0.key + 1, "class": $0.value + 1]
        }
      },
    ]
  }

  /// A kind of evidence: a property where a query keeps it, a method where it must be told how much.
  private static func evidence(_ need: Need) -> [Member<QueryView>] {
    guard case .tensor = need.form else { return [] }
    if let planes = need.planes {
      return [
        .method(
          need.name, need.sentence, Argument("count", .integer(in: planes), need.axes[0]),
          returns: "a tensor \(need.shape)"
        ) { (view: QueryView, count: Int) in try view.query.tensor(need, planes: count) }
      ]
    }
    guard need.isKept else {
      return [
        .method(
          need.name, need.sentence, Argument("ids", .indices, "candidates or labelled images"),
          returns: "a tensor \(need.shape)"
        ) { (view: QueryView, ids: [Int]) in
          let known = Set(view.query.candidates).union(view.query.labelled.keys)
          if let unknown = ids.first(where: { !known.contains($0) }) {
            throw Failure(
              "query:\(need.name)", "no image \(index: unknown) in the pool",
              expected: "candidates or labelled images")
          }
          return try view.query.tensor(need, of: ids)
        }
      ]
    }
    return [
      .property(need.name, need.sentence) { try $0.query.tensor(need) },
      .property("labelled_\(need.name)", "The same of the labelled images, in their order.") {
        try $0.query.labelledTensor(need)
      },
    ]
  }

  private static var methods: [Member<QueryView>] {
    [
      .method("random", "A random number from 0 to 1, of the session's own stream.") {
        (view: QueryView) -> Double in Double(view.draws.rng.uniform())
      },
      .method(
        "scores", "The scores that another strategy gives.",
        Argument("strategy", .strategy, "one that gives each image a score"),
        returns: "a list, one for each of `ids`"
      ) { (view: QueryView, strategy: ConfigurationHandle<any Strategy>) in
        let scoring = try strategy.scoring("query:scores")
        let ranking = try view.drawing { try scoring.ranking(of: view.query, using: &$0) }
        let scores = Dictionary(uniqueKeysWithValues: zip(ranking.ids, ranking.scores))
        return view.query.candidates.map { scores[$0] ?? 0 }
      },
      .method(
        "choose", "What another strategy would choose from the pool, or from some of it.",
        options: Argument("strategy", .strategy, "which", leading: true),
        Argument("count", .integer(atLeast: 0), "how many"),
        Argument("ids", .optional(.indices), "among these; among all if left out"),
        returns: "ids, best first, and their scores",
        examples: []
      ) {
        (
          view: QueryView, strategy: ConfigurationHandle<any Strategy>, count: Int, ids: [Int]?
        ) -> Value in
        let query = try ids.map { try view.query.subpool($0) } ?? view.query
        let selection = try view.drawing {
          try strategy.configuration.product.choose(query, count: count, using: &$0)
        }
        return .several([
          .list(selection.ids.map { .integer($0 + 1) }),
          .list(selection.scores.map { .number(Double($0)) }),
        ])
      },
    ]
  }
}
