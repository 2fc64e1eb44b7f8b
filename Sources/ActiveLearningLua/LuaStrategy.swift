import ActiveLearning
import LuaHost
import Tensors

/// A strategy written in Lua.
struct LuaStrategy {
  let name: String
  let function: LuaFunction
  let options: [String: OptionValue]
  /// What it says that it reads; anything else is asked for when it reads it.
  let needs: Set<Need>
  /// Where strategies that its options name come from.
  let catalogue: Catalogue<any Strategy>?

  private var who: String { "strategy \(name)" }
  private var scoreName: String { "\(name) score" }

  /// Calls the function with the query, perhaps a number, and the options.
  private func call(_ query: Query, count: Int?, using rng: inout Random) throws -> [Value] {
    let draws = Draws(rng)
    let options = options.mapValues { $0.luaValue(among: catalogue ?? .strategies) }.luaValue
    let view = QueryView(query: query, draws: draws).luaValue
    let results = try Crossing.intoEngine {
      try function.call([view] + (count.map { [.integer($0)] } ?? []) + [options])
    }
    rng = draws.rng
    return results
  }

  /// One whose function is `select(query, count, options)`: it returns ids and, if it likes, scores.
  struct Choosing: Strategy {
    let written: LuaStrategy
    var needs: Set<Need> { written.needs }

    func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
      let results = try written.call(query, count: count, using: &rng)
      let who = written.who
      let ids = try Kind<[Int]>.indices.read(results.first ?? .nil, what: "ids", who: who)
      let scores: [Double]
      if results.count > 1, !results[1].isNil {
        scores = try Kind<[Double]>.numbers.read(results[1], what: "scores", who: who)
        guard scores.allSatisfy({ Float($0).isFinite }) else {
          throw HostError(
            who, "a score is not finite", expected: "numbers",
            got: "\(scores.count { !Float($0).isFinite }) of \(scores.count) that are not")
        }
      } else {
        scores = ids.indices.map { Double(ids.count - $0) }
      }
      return Selection(ids: ids, scores: scores.map { Float($0) }, scoreName: written.scoreName)
    }
  }

  /// One whose function is `scores(query, options)`: it returns a number for each id.
  struct Scoring: ScoringStrategy {
    let written: LuaStrategy
    var needs: Set<Need> { written.needs }

    func scores(of query: Query, using rng: inout Random) throws -> Scores {
      let results = try written.call(query, count: nil, using: &rng)
      let scores = try Kind<[Double]>.numbers.read(
        results.first ?? .nil, what: "scores", who: written.who)
      return Scores(scores.map { Float($0) }, named: written.scoreName)
    }
  }
}
