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
}

/// What a strategy written in Lua may know.
enum QueryViewType {
  static func type(_ workspace: Workspace) -> UserType<QueryView> {
    UserType(
      "query view", "What a strategy may know when it chooses.", members: properties + methods)
  }

  private static var properties: [Member<QueryView>] {
    [
      .property("ids", "Unlabelled images, ascending.") { $0.query.candidates.map { $0 + 1 } },
      .property("classes", "The number of classes.") { $0.query.classes },
      .property("round", "The round of the session that asks, from 1 on.") { $0.query.round },
      .property("probabilities", "A tensor, a row for each id.") {
        try $0.query.probabilities()
      },
      .property("embeddings", "A tensor, a row for each id.") { try $0.query.embeddings() },
      .property("earlier", "Probabilities by the model of the round before, a row for each id.") {
        try $0.query.earlierProbabilities()
      },
      .property("pretext", "Features learned without labels, a row for each id.") {
        try $0.query.pretext().features
      },
      .property("losses", "The losses of the pretext task, one for each id.") {
        try $0.query.pretext().losses
      },
      .property("labelled", "Known labels, ids ascending: a list of { id = , class = }.") { view in
        view.query.labelled.sorted { $0.key < $1.key }.map {
          ["id": $0.key + 1, "class": $0.value + 1]
        }
      },
      .property("labelled_embeddings", "A tensor, a row for each of `labelled`.") {
        try $0.query.labelledEmbeddings()
      },
    ]
  }

  private static var methods: [Member<QueryView>] {
    [
      .method("random", "A number from 0 to 1 of the session's own stream.") {
        (view: QueryView) -> Double in Double(view.draws.rng.uniform())
      },
      .method(
        "samples", "What the model says under several draws of its dropout.",
        Argument("count", .integer(in: 1...10000), "draws"),
        returns: "a tensor [count × ids × classes]"
      ) { (view: QueryView, count: Int) in try view.query.samples(count) },
      .method(
        "committee", "What several models say, each trained from a seed of its own.",
        Argument("members", .integer(in: 1...100), "models"),
        returns: "a tensor [members × ids × classes]"
      ) { (view: QueryView, members: Int) in try view.query.committee(members) },
      .method(
        "images", "Pictures as the model would see them.", Argument("ids", .indices, "which"),
        returns: "a tensor [ids × channels × height × width]"
      ) { (view: QueryView, ids: [Int]) in
        let known = Set(view.query.candidates).union(view.query.labelled.keys)
        guard let stranger = ids.first(where: { !known.contains($0) }) else {
          return try view.query.images(ids)
        }
        throw Failure(
          "query:images", "no image \(stranger + 1) in the pool", expected: "candidates or labelled"
        )
      },
      .method(
        "choose", "What another strategy would choose of the pool, or of some of it.",
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
        // A copy, since the other strategy may be of Lua and draw from this query, too.
        var rng = view.draws.rng
        let selection = try strategy.configuration.product.choose(
          query, count: count, using: &rng)
        view.draws.rng = rng
        return .several([
          .list(selection.ids.map { .integer($0 + 1) }),
          .list(selection.scores.map { .number(Double($0)) }),
        ])
      },
    ]
  }
}
