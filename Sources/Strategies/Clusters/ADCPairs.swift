import Queries
import Recipes
import Tensors

/// Asks whether two images are of one class: the most confident image of each cluster and its least confident.
public struct ADCPairs: Strategy {
  /// Parts of the pool, one a round.
  let parts: Int
  /// Of the parts, so that every round has the same.
  let seed: Int

  public var needs: Set<Need> { [] }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    guard count > 0 else { return Selection(ids: [], scores: [], scoreName: "none") }
    let query = try query.ascending()
    let n = query.candidates.count
    guard n >= 2 else {
      throw Failure("adc_pairs", "a pair needs two images", expected: "2 or more", got: "\(n)")
    }
    guard query.round > 1 else { return try random(query, count, using: &rng) }
    return try uncertain(query, count)
  }

  /// Nothing is learned yet: each image beside any other.
  private func random(
    _ query: Query, _ count: Int, using rng: inout Random
  ) throws -> Selection {
    let n = query.candidates.count
    let rows = try rng.sample(count, of: n)
    let others = rows.map { row in
      let other = rng.int(below: n - 1)
      return other < row ? other : other + 1
    }
    return Selection(
      ids: rows.map { query.candidates[$0] }, scores: rows.map { _ in 0 }, scoreName: "random",
      questions: others.map { .pair(with: query.candidates[$0]) })
  }

  /// Of each cluster in the round's part, the least confident images beside the most confident; where a part has
  /// not enough images, those of the next follow.
  private func uncertain(_ query: Query, _ count: Int) throws -> Selection {
    let p = try query.probabilities()
    let clusters = try p.argmax()
    let certainty = try p.largestOfRows()
    let partOf = split(query.candidates + query.labelled.keys)
    let rowsOf = Dictionary(grouping: query.candidates.indices) {
      partOf[query.candidates[$0]] ?? 0
    }
    var selections: [Selection] = []
    var missing = count
    for part in 0..<parts where missing > 0 {
      let rows = rowsOf[(query.round - 1 + part) % parts] ?? []
      let pairs = Self.pairs(of: rows, clusters, certainty, count: missing)
      missing -= pairs.count
      selections.append(
        Selection(
          ids: pairs.map { query.candidates[$0.row] }, scores: pairs.map { 1 - certainty[$0.row] },
          scoreName: "1 − q",
          questions: pairs.map { .pair(with: query.candidates[$0.top]) }))
    }
    // What is left are the most confident of each part: beside any other.
    let taken = Set(selections.flatMap(\.ids))
    let left = query.candidates.indices.filter { !taken.contains(query.candidates[$0]) }
    let rest = Array(left.prefix(missing))
    selections.append(
      Selection(
        ids: rest.map { query.candidates[$0] }, scores: rest.map { 1 - certainty[$0] },
        scoreName: "1 − q",
        questions: rest.map {
          .pair(with: query.candidates[($0 + 1) % query.candidates.count])
        }))
    return Selection(joining: selections)
  }

  /// The part that each image of the whole pool is in, in every round: at random, all of a size.
  private func split(_ pool: [Int]) -> [Int: Int] {
    let draws = Random(seed: UInt64(seed), stream: "adc parts")
    let drawn = pool.map { id in
      var own = draws.stream(of: id)
      return (own.word(), id)
    }.sorted { $0 < $1 }
    var partOf: [Int: Int] = [:]
    for (place, (_, id)) in drawn.enumerated() { partOf[id] = place * parts / drawn.count }
    return partOf
  }

  /// Each cluster's most confident row with its least confident, as many as its share of the rows.
  /// - Source: Sun, Zhou, Du & Li 2022 (ADC), algorithm 1, step 4.
  static func pairs(
    of rows: [Int], _ clusters: [Int], _ certainty: [Float], count: Int
  ) -> [(row: Int, top: Int)] {
    let members = Dictionary(grouping: rows) { clusters[$0] }.sorted { $0.key < $1.key }.map {
      $0.value.sorted { (-certainty[$0], $0) < (-certainty[$1], $1) }
    }
    let quotas = Shares.split(
      count, by: members.map { Double($0.count) }, capacities: members.map { $0.count - 1 })
    return zip(members, quotas).flatMap { sorted, quota in
      sorted.suffix(quota).reversed().map { ($0, sorted[0]) }
    }
  }

  public static let recipe = Recipe<any Strategy>(
    "adc_pairs", "Pairs: are the most and a least confident image of a cluster of the same class?",
    source: "Sun, Zhou, Du & Li 2022, Active Deep Image Clustering, algorithm 1, step 4",
    Option<Int>("parts", 5, in: 1...10000, "of the pool, one a round"),
    Option<Int>(
      "seed", 0, in: 0...Int(Int32.max), "of the parts, so that every round has the same")
  ) { (parts: Int, seed: Int) in ADCPairs(parts: parts, seed: seed) }
}
