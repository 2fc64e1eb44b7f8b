import Queries
import Recipes
import Tensors

/// Splits the labels among several strategies, each of which chooses from what those before it left.
public struct Mix: Strategy {
  let strategies: [any Strategy]
  /// As many as strategies; they need not sum to 1.
  let shares: [Double]

  public var needs: Set<Need> { strategies.reduce(into: []) { $0.formUnion($1.needs) } }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    var parts: [Selection] = []
    var rest = query
    for (strategy, part) in zip(strategies, Shares.split(count, by: shares)) {
      let chosen = try strategy.choose(rest, count: part, using: &rng)
      parts.append(chosen)
      rest = try rest.without(chosen.ids)
    }
    return Selection(joining: parts)
  }

  public func workspace(candidates: Int, labelled: Int, classes: Int) -> Double {
    strategies.map {
      $0.workspace(candidates: candidates, labelled: labelled, classes: classes)
    }.max() ?? 0
  }

  public static let recipe = Recipe<any Strategy>(
    "mix", "Splits the labels among several strategies; none chooses what another has chosen.",
    source: "—",
    Option<[NamedOptions]>("strategies", leading: "strategies", count: 1...Int.max, "in turn"),
    Option<[Double]>("shares", positives: "of the labels, one a strategy; equal if left out"),
    composing: { (catalogue, strategies: [NamedOptions], shares: [Double]) in
      guard shares.isEmpty || shares.count == strategies.count else {
        throw Failure(
          "shares", "not one for each strategy", expected: "\(strategies.count)",
          got: "\(shares.count)")
      }
      return Mix(
        strategies: try strategies.map { try $0.strategy(of: catalogue) },
        shares: shares.isEmpty ? strategies.map { _ in 1 } : shares)
    })
}

extension Selection {
  /// Several selections, one after the other. What one asks for itself follows nothing else.
  init(joining parts: [Selection]) {
    let parts = parts.filter { !$0.ids.isEmpty }
    let asked = Set(parts.flatMap(\.ids))
    var names: [String] = []
    for part in parts where !names.contains(part.scoreName) { names.append(part.scoreName) }
    let asksOtherwise = parts.contains { !$0.questions.isEmpty }
    self.init(
      ids: parts.flatMap(\.ids), scores: parts.flatMap(\.scores),
      scoreName: names.isEmpty ? "none" : names.joined(separator: ", then "),
      questions: asksOtherwise
        ? parts.flatMap { $0.questions.isEmpty ? $0.ids.map { _ in .label } : $0.questions }.map {
          $0.without(followers: asked)
        } : [])
  }
}

extension Question {
  /// The same without some of the followers.
  fileprivate func without(followers: Set<Int>) -> Question {
    guard case .representative(let all, let areKept) = self else { return self }
    return .representative(followers: all.filter { !followers.contains($0) }, areKept: areKept)
  }
}
