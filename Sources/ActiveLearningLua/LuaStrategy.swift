import ActiveLearning
import LuaHost
import Tensors

/// A strategy whose choice is a Lua function: `select(query, count, options)` returns a list of ids
/// and, if it likes, a list of scores.
struct LuaStrategy: Strategy {
  let name: String
  let function: LuaFunction
  let options: [String: OptionValue]
  /// What it says that it reads; anything else is asked for when it reads it.
  let needs: Set<Need>
  /// Where strategies that its options name come from.
  let catalogue: Catalogue<any Strategy>?

  func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let draws = Draws(rng)
    let options = options.mapValues { $0.luaValue(among: catalogue ?? .strategies) }
    let results = try Crossing.intoEngine {
      try function.call(QueryView(query: query, draws: draws), count, options)
    }
    rng = draws.rng
    let who = "strategy \(name)"
    let ids = try Kind<[Int]>.indices.read(results.first ?? .nil, what: "ids", who: who)
    let scores: [Double]
    if results.count > 1, !results[1].isNil {
      scores = try Kind<[Double]>.numbers.read(results[1], what: "scores", who: who)
    } else {
      scores = ids.indices.map { Double(ids.count - $0) }
    }
    return Selection(ids: ids, scores: scores.map { Float($0) }, scoreName: "\(name) score")
  }
}
