import ActiveLearning
import Tensors
import Testing

/// Rows that tell which id they are of.
private func rows(of ids: [Int]) throws -> Tensor {
  try Tensor(ids.map { Float($0) }, shape: [ids.count, 1])
}

@Test func aSubpoolReadsWhatThePoolHasComputed() throws {
  var asked: [[Int]] = []
  let query = Query(
    candidates: [3, 5, 8, 9], classes: 1,
    embeddings: { ids in
      asked.append(ids)
      return try rows(of: ids)
    })
  let before = try query.subpool([8, 3])
  #expect(try before.embeddings().values() == [8, 3])
  #expect(asked == [[8, 3]], "only its own rows are computed")
  #expect(try query.embeddings().values() == [3, 5, 8, 9])
  #expect(try query.subpool([9, 5]).subpool([5]).embeddings().values() == [5])
  #expect(asked == [[8, 3], [3, 5, 8, 9]], "what the pool knows is not computed again")
}

@Test func aSubpoolOfSamplesKeepsEveryDraw() throws {
  var evidence = Evidence()
  evidence.give(.samples) { (draws: Int, ids: [Int]) in
    var values: [Float] = []
    for draw in 0..<draws {
      for id in ids {
        // Eighths, which sum to 1 without rounding.
        let share = Float(4 * draw + id) / 8
        values += [share, 1 - share]
      }
    }
    return try Tensor(values, shape: [draws, ids.count, 2])
  }
  func first(_ samples: Tensor) -> [Float] {
    samples.values().enumerated().filter { $0.offset % 2 == 0 }.map { 8 * $0.element }
  }
  let query = Query(candidates: [1, 2, 3], classes: 2, evidence: evidence)
  #expect(try first(query.samples(2)) == [1, 2, 3, 5, 6, 7])
  #expect(try first(query.subpool([3, 1]).samples(2)) == [3, 1, 7, 5])
}

/// Logits, numbers below zero, and zeros alone.
@Test(arguments: [
  [2, -1, 0.5, 0.5], [0.5, 0.5, 3, 1], [0.5, 0.5, 1.25, -0.25], [0.5, 0.5, 0, 0],
])
func whatIsNoProbabilityIsRefused(rows: [Float]) throws {
  let p = try Tensor(rows, shape: [2, 2])
  var evidence = Evidence(probabilities: { try p.gather(rows: $0) })
  evidence.give(.earlier) { try p.gather(rows: $0) }
  evidence.give(.samples) { _, ids in try p.gather(rows: ids).reshaped([1, ids.count, 2]) }
  evidence.give(.committee) { _, ids in try p.gather(rows: ids).reshaped([1, ids.count, 2]) }
  let query = Query(candidates: [0, 1], classes: 2, evidence: evidence)
  for ask in [
    query.probabilities, { try query.tensor(.earlier) }, { try query.samples(1) },
    { try query.committee(1) },
  ] {
    #expect {
      _ = try ask()
    } throws: {
      "\($0)".hasPrefix("query: image \(rows[0] == 2 ? 0 : 1) has class probabilities")
        && "\($0)".contains(" that are no distribution (expected")
    }
  }
}

@Test func probabilitiesRoundedToTwoDigitsAreTaken() throws {
  let p = try Tensor([0.33, 0.33, 0.33], shape: [1, 3])
  let query = Query(candidates: [0], classes: 3, probabilities: { try p.gather(rows: $0) })
  #expect(try query.probabilities().values() == [0.33, 0.33, 0.33])
}

/// Every strategy that looks at what is labelled.
@Test(
  arguments: [
    "core_set", "typiclust", "probcover", "active_ft", "ccl_entropy", "dsac", "cdd", "pt4al",
    "uncertain_gcn", "core_gcn", "mcdal",
  ])
func featuresOfALabelledImageThatAreNoNumbersAreRefused(name: String) throws {
  let pool = try ContractPool.all()[0]
  let poison = try #require(pool.labelled.keys.min())
  let strategy = try Catalogue.strategies.configuration(NamedOptions(name)).product
  var rng = Random(seed: 1, stream: "strategy")
  #expect {
    try strategy.choose(pool.query(poison: poison), count: 3, using: &rng)
  } throws: {
    "\($0)".hasPrefix("query: image \(poison) has") && "\($0)".contains("that are not finite")
  }
}

/// A million images: what takes minutes says so in one line, what does not is silent.
@Test(
  arguments: [
    ("random", 0, 1000, false), ("margin", 1000, 1000, false), ("core_set", 1000, 1000, false),
    ("k_means", 1000, 100, false), ("k_means", 1000, 100_000, true), ("badge", 1000, 1000, false),
    ("probcover", 1000, 100, true), ("typiclust", 0, 1, true), ("typiclust", 1000, 100, false),
    ("active_ft", 1000, 1000, true), ("vaal", 1000, 100, true), ("sraal", 1000, 100, true),
    ("pal", 1000, 10_000, true), ("cluster_annotation", 1000, 100_000, true),
  ])
func whatTakesLongIsSaidInOneLine(name: String, labelled: Int, count: Int, says: Bool) throws {
  let strategy = try Catalogue.strategies.configuration(NamedOptions(name)).product
  let line = strategy.effort(candidates: 1_000_000, labelled: labelled, count: count)
  #expect((line != nil) == says, "\(line ?? "nothing")")
  #expect(line?.hasPrefix("\(name): will ") ?? true)
  #expect(line?.contains("\n") != true)
  #expect(strategy.effort(candidates: 100, labelled: 10, count: 5) == nil || name == "sraal")
}

@Test func whatTakesLongIsAnnouncedOnceBeforeItStarts() throws {
  struct Slow: Strategy {
    var needs: Set<Need> { [] }
    let began: () -> Void
    func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
      began()
      return try RandomSampling().select(query, count: count, using: &rng)
    }
    func effort(candidates: Int, labelled: Int, count: Int) -> String? { "slow: \(candidates)" }
  }
  var heard: [String] = []
  let query = Query(
    candidates: [3, 1, 2], classes: 2, monitor: Monitor(announce: { heard.append($0) }))
  var rng = Random(seed: 1, stream: "strategy")
  _ = try Slow(began: { heard.append("began") }).choose(query, count: 1, using: &rng)
  #expect(heard == ["slow: 3", "began"])
  _ = try Slow(began: {}).choose(query, count: 0, using: &rng)
  #expect(heard.count == 2, "nothing is asked, nothing takes long")
}

/// 200,000 images that are all alike would be 4·10¹⁰ pairs.
@Test func aCoverOfTooManyNeighboursIsRefusedBeforeItStarts() throws {
  let n = 200_000
  let features = try Tensor(repeating: 1, shape: [n, 2])
  var evidence = Evidence()
  evidence.give(.pretext) { try features.gather(rows: $0) }
  let query = Query(candidates: Array(0..<n), classes: 2, evidence: evidence)
  let strategy = try Catalogue.strategies.configuration(
    NamedOptions("probcover", ["delta": .number(0.5)])
  ).product
  var rng = Random(seed: 1, stream: "strategy")
  #expect {
    try strategy.choose(query, count: 1, using: &rng)
  } throws: { "\($0)".hasPrefix("probcover: would need some 320.0 GB of memory") }
}

@Test(arguments: [[1, 1], [1, 7]])
func aSubpoolIsOfDistinctCandidates(ids: [Int]) {
  let query = Query(candidates: [1, 2, 3], classes: 1)
  #expect(throws: Failure.self) { try query.subpool(ids) }
}

@Test(arguments: Need.allCases)
func whatIsMissingIsNamed(need: Need) {
  struct Needy: Strategy {
    let needs: Set<Need>
    func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
      try RandomSampling().select(query, count: count, using: &rng)
    }
  }
  let query = Query(candidates: [3, 1, 2], classes: 2)
  var rng = Random(seed: 1, stream: "strategy")
  #expect(throws: Failure.self) {
    try Needy(needs: [need]).choose(query, count: 1, using: &rng)
  }
}

@Test func aChoiceLargerThanMemoryIsRefusedBeforeItStarts() {
  struct Large: Strategy {
    var needs: Set<Need> { [] }
    func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
      Issue.record("was started")
      return Selection(ids: [], scores: [], scoreName: "")
    }
    func workspace(candidates: Int, labelled: Int, classes: Int) -> Double { 1e18 }
  }
  let query = Query(candidates: [3, 1, 2], classes: 2)
  var rng = Random(seed: 1, stream: "strategy")
  #expect {
    try Large().choose(query, count: 1, using: &rng)
  } throws: {
    "\($0)".hasPrefix("strategy: would need 1.0 EB of memory for 3 candidates")
  }
}
