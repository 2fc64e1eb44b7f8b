import ActiveLearning
import Glibc
import Tensors
import Testing

/// Three rows: certain, torn between two, spread over all four.
private let rows: [Float] = [1, 0, 0, 0, 0.5, 0.5, 0, 0, 0.25, 0.25, 0.25, 0.25]

@Test func entropyOfUniformIsLogOfClasses() throws {
  let scores = try Entropy.scores(of: Tensor(rows, shape: [3, 4]))
  #expect(scores[0] == 0)
  #expect(abs(scores[1] - logf(2)) < 1e-6)
  #expect(abs(scores[2] - logf(4)) < 1e-6)
}

@Test func leastConfidenceIsOneMinusTheLargest() throws {
  #expect(try LeastConfidence.scores(of: Tensor(rows, shape: [3, 4])) == [0, 0.5, 0.75])
}

@Test func marginIsOneMinusTheGap() throws {
  #expect(try Margin.scores(of: Tensor(rows, shape: [3, 4])) == [0, 1, 1])
  #expect(try Margin.scores(of: Tensor([0.5, 0.2, 0.3], shape: [1, 3]))[0] == 1 - (0.5 - 0.3))
}

@Test func tiesGoToTheLowestID() throws {
  var rng = Random(seed: 1, stream: "strategy")
  let same = try Tensor(repeating: 0.5, shape: [4, 2])
  let query = Query(candidates: [9, 4, 7, 1], classes: 2, probabilities: { _ in same })
  #expect(try Entropy().choose(query, count: 3, using: &rng).ids == [1, 4, 7])
}

@Test func randomSamplingDrawsEveryImageEquallyOften() throws {
  var rng = Random(seed: 3, stream: "strategy")
  let query = Query(candidates: Array(0..<10), classes: 2)
  var drawn = [Int](repeating: 0, count: 10)
  for _ in 0..<2000 {
    for id in try RandomSampling().choose(query, count: 3, using: &rng).ids { drawn[id] += 1 }
  }
  // Binomial with n = 2000, p = 0.3: five deviations are 5·√(2000·0.3·0.7) ≈ 102.
  #expect(drawn.allSatisfy { abs($0 - 600) < 103 }, "\(drawn)")
}

@Test func probabilitiesAreAskedForOnce() throws {
  var calls = 0
  let query = Query(
    candidates: [0, 1], classes: 2,
    probabilities: { _ in
      calls += 1
      return try Tensor(repeating: 0.5, shape: [2, 2])
    })
  _ = try query.probabilities()
  _ = try query.probabilities()
  #expect(calls == 1)
}
