import ActiveLearning
import Tensors
import Testing

/// The kinds that are tensors.
private let tensors = Need.allCases.filter { !$0.axes.isEmpty }

/// A tensor of a kind for so many images, with three of every other axis.
private func tensor(_ need: Need, images: Int, planes: Int = 3) throws -> Tensor {
  let shape = need.axes.enumerated().map { axis, name in
    axis == need.imageAxis ? images : axis < need.imageAxis ? planes : 3
  }
  let count = shape.reduce(1, *)
  return try Tensor((0..<count).map { _ in Float(1) / 3 }, shape: shape)
}

@Test func everyKindHasANameOfItsOwn() {
  #expect(Set(Need.allCases.map(\.name)).count == Need.allCases.count)
  #expect(Set(Need.allCases.map(\.phrase)).count == Need.allCases.count)
}

/// The contract of strategies is tried on a pool that gives everything there is.
@Test(arguments: Need.allCases) func theContractPoolGivesEveryKind(need: Need) throws {
  #expect(try ContractPool.all()[0].query().knows(need))
}

@Test(arguments: tensors) func aKindIsOfTheShapeThatItDeclares(need: Need) throws {
  let pool = try ContractPool.all()[0]
  let query = pool.query()
  let all = try query.tensor(need, planes: 2)
  #expect(all.shape.count == need.axes.count)
  #expect(all.shape[need.imageAxis] == query.candidates.count)
  #expect(try query.labelledTensor(need, planes: 2).shape[need.imageAxis] == pool.labelled.count)
  // A sub-pool is some of its rows.
  let places = [5, 2, 9]
  let some = try query.subpool(places.map { query.candidates[$0] }).tensor(need, planes: 2)
  let fresh = try pool.query(candidates: places.map { query.candidates[$0] }).tensor(
    need, planes: 2)
  #expect(some.shape == fresh.shape && some.values() == fresh.values())
}

@Test(arguments: tensors) func anotherShapeThanWasAskedForIsRefused(need: Need) throws {
  for wrong in [
    try tensor(need, images: 4),
    try tensor(need, images: 5).reshaped([1] + tensor(need, images: 5).shape),
  ] {
    var evidence = Evidence()
    evidence.give(need) { (_: Int, _: [Int]) in wrong }
    let query = Query(candidates: Array(0..<5), classes: 3, evidence: evidence)
    #expect {
      try query.tensor(need, planes: 3)
    } throws: { "\($0)".contains("\(need.phrase) of another shape (expected [") }
  }
}

@Test func planesThatWereNotAskedForAreRefused() throws {
  for need in tensors where need.planes != nil {
    var evidence = Evidence()
    evidence.give(need) { (_: Int, ids: [Int]) in try tensor(need, images: ids.count, planes: 2) }
    let query = Query(candidates: Array(0..<5), classes: 3, evidence: evidence)
    #expect(try query.tensor(need, planes: 2).shape == [2, 5, 3])
    #expect(throws: Failure.self) { try query.tensor(need, planes: 3) }
  }
}

/// Where nothing gives probabilities, they are the softmax of logits.
@Test func probabilitiesFollowFromLogits() throws {
  var evidence = Evidence()
  evidence.give(.logits) { ids in
    try Tensor(ids.flatMap { [Float($0), 0, -1] }, shape: [ids.count, 3])
  }
  let query = Query(candidates: [0, 2, 4], classes: 3, evidence: evidence)
  #expect(try query.probabilities().values() == query.tensor(.logits).softmax().values())
  evidence.give(.probabilities) { try Tensor(repeating: 0.25, shape: [$0.count, 4]) }
  let given = Query(candidates: [0, 2, 4], classes: 4, evidence: evidence)
  #expect(try given.probabilities().shape == [3, 4], "what is given is taken")
}

@Test func logitsOfASessionAreThoseOfItsProbabilities() throws {
  let s = try SupervisedTests.session(["network": .text("cnn")])
  try s.train(epochs: 1)
  let outputs = try s.outputs(for: [1, 5, 8])
  let logits = try #require(outputs.logits)
  #expect(try logits.softmax().values() == outputs.probabilities.values())
  #expect(s.evidence().has(.logits))
  #expect(try !SessionFixture.session().evidence().has(.logits), "clusters have none")
}
