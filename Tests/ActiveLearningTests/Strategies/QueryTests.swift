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
  evidence.samples = { draws, ids in
    var values: [Float] = []
    for draw in 0..<draws { values += ids.map { Float(100 * draw + $0) } }
    return try Tensor(values, shape: [draws, ids.count, 1])
  }
  let query = Query(candidates: [1, 2, 3], classes: 1, evidence: evidence)
  #expect(try query.samples(2).values() == [1, 2, 3, 101, 102, 103])
  #expect(try query.subpool([3, 1]).samples(2).values() == [3, 1, 103, 101])
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
    "\($0)".hasPrefix("strategy: would need 1000000.0 TB of memory for 3 candidates")
  }
}
