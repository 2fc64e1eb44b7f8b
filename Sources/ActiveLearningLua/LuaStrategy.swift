import ActiveLearning
import LuaHost
import Tensors

/// A strategy whose choice is a Lua function: `select(query, count, options)` returns a list of ids
/// and, if it likes, a list of scores.
struct LuaStrategy: Strategy {
  let name: String
  let function: LuaFunction
  let options: [String: OptionValue]

  /// What it reads is asked for when it reads it.
  var needs: Set<Need> { [] }

  func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    let draws = Draws(rng)
    let results = try function.call(
      QueryView(query: query, draws: draws), count, options)
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

/// The random stream of a query, as the Lua function draws from it.
final class Draws {
  var rng: Random
  init(_ rng: Random) { self.rng = rng }
}

/// A query as Lua sees it.
struct QueryView: LuaObject {
  let query: Query
  let draws: Draws
}
