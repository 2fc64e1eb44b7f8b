import ActiveLearning
import Tensors
import Testing

/// Members that agree on what is unclear, and such that contradict each other.
@Test func anEnsembleAsksByItsMeanPrediction() throws {
  // Of image 0 both are unsure; of 1 both are sure and contradict each other; of 2 both are sure.
  let opinions: [[Float]] = [
    [0.6, 0.4, 1, 0, 1, 0],
    [0.6, 0.4, 0, 1, 1, 0],
  ]
  var evidence = Evidence()
  evidence.give(.committee) { count, ids in
    #expect(count == 2)
    let rows = opinions.flatMap { opinion in ids.flatMap { opinion[2 * $0..<2 * $0 + 2] } }
    return try Tensor(rows, shape: [2, ids.count, 2])
  }
  let strategy = try Configuration(
    Catalogue.strategies.recipe(named: "ensemble"), ["members": .integer(2)]
  ).product
  var rng = Random(seed: 1, stream: "strategy")
  let chosen = try strategy.choose(
    Query(candidates: [0, 1, 2], classes: 2, evidence: evidence), count: 3, using: &rng)
  #expect(chosen.ids == [1, 0, 2])
}
