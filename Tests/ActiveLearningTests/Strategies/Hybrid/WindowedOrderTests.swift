import ActiveLearning
import Tensors
import Testing

/// 50,000 images in blocks of 5,000, seven rounds, β = 1.2: the example of Li et al.'s code.
@Test func windowsAreThoseOfTheCode() {
  let windows = WindowedOrder.Windows(rounds: 7, block: 5000, beta: 1.2, ranges: .code)
  let expected = [
    0..<6000, 9500..<15500, 14500..<20500, 19500..<25500, 24500..<30500, 29500..<35500,
    44000..<50000,
  ]
  for (cycle, range) in expected.enumerated() {
    #expect(windows.window(cycle, of: 50000) == range)
  }
}

@Test func windowsOfThePaperAreBlocksWidenedOnBothSides() {
  let plain = WindowedOrder.Windows(rounds: 10)
  let wide = WindowedOrder.Windows(rounds: 10, beta: 1.2)
  let narrow = WindowedOrder.Windows(rounds: 10, beta: 0.5)
  #expect(plain.window(3, of: 50000) == 15000..<20000)
  #expect(wide.window(0, of: 50000) == 0..<5500, "cut at the end of the pool")
  #expect(wide.window(3, of: 50000) == 14500..<20500)
  #expect(narrow.window(3, of: 50000) == 16250..<18750)
  #expect(plain.window(99, of: 50000) == 45000..<50000, "rounds after the last")
}

/// Eq. 11: at β = 1 blocks are disjoint and cover everything, whether or not sizes divide.
@Test(arguments: [(7, 100), (3, 11), (10, 7), (1, 5)])
func blocksOfWidthOneArePartitions(rounds: Int, count: Int) {
  let windows = WindowedOrder.Windows(rounds: rounds)
  let all = (0..<rounds).flatMap { Array(windows.window($0, of: count)) }
  #expect(all == Array(0..<count))
}

/// Ten images whose pretext losses fall with their ids.
private func query(round: Int, labelled: [Int], candidates: [Int]) -> Query {
  var evidence = Evidence(
    // The higher the id, the less confident.
    probabilities: { ids in
      try Tensor(ids.flatMap { [1 - Float($0) / 40, Float($0) / 40] }, shape: [ids.count, 2])
    })
  evidence.give(.losses) { ids in try Tensor(ids.map { 10 - Float($0) }, shape: [ids.count]) }
  return Query(
    candidates: candidates, labelled: Dictionary(uniqueKeysWithValues: labelled.map { ($0, 0) }),
    classes: 2, round: round, evidence: evidence)
}

@Test func pt4alSpreadsItsFirstLabelsAndThenTakesTheLeastConfidentOfABlock() throws {
  var rng = Random(seed: 1, stream: "strategy")
  let strategy = try Catalogue.strategies.configuration(
    NamedOptions("pt4al", ["rounds": .integer(2)])
  ).product
  let first = try strategy.choose(
    query(round: 1, labelled: [], candidates: Array(0..<10)), count: 2, using: &rng)
  #expect(first.ids == [0, 2], "of the hardest five, every second")
  let second = try strategy.choose(
    query(round: 2, labelled: [0, 2], candidates: [1] + Array(3..<10)), count: 2, using: &rng)
  #expect(second.ids == [9, 8], "of the five easiest, the least confident")
  // Three of the block are labelled, so that it grows towards the harder ones.
  let third = try strategy.choose(
    query(round: 2, labelled: [0, 2, 7, 8, 9], candidates: [1, 3, 4, 5, 6]), count: 3,
    using: &rng)
  #expect(third.ids == [6, 5, 4])
}

/// Eq. 8: the first labels are the head of the order, wherever Eq. 6 begins a narrow first window.
@Test(arguments: [0.2, 0.5, 1, 2])
func cddOpensWithTheHeadOfItsOrder(beta: Double) throws {
  var evidence = Evidence()
  // Two clusters around 0 and 100; the nearer to the middle, the more doubtful: 9, 8, 7 … of 0 to 9.
  evidence.give(.pretext) { ids in
    try Tensor(ids.map { $0 < 10 ? Float($0 * $0) / 4 : Float(200) }, shape: [ids.count, 1])
  }
  let query = Query(candidates: Array(0..<20), classes: 2, evidence: evidence)
  let strategy = try Catalogue.strategies.configuration(
    NamedOptions("cdd", ["beta": .number(beta), "rounds": .integer(2)])
  ).product
  var rng = Random(seed: 1, stream: "strategy")
  #expect(try strategy.choose(query, count: 3, using: &rng).ids == [9, 8, 7])
}

/// The ablations of Li et al.: another measure of hardness, and the other end of the order first.
@Test(arguments: [
  ("difference", "hardest", [9, 10, 11]), ("distance", "hardest", [19, 9, 18]),
  ("distance", "easiest", [5, 15, 6]),
])
func cddOrdersByOtherKeys(key: String, order: String, expected: [Int]) throws {
  var evidence = Evidence()
  // Two clusters, of centres 7.125 and 209.2625.
  evidence.give(.pretext) { ids in
    let places = ids.map { id -> Float in
      let place = Float(id % 10 * (id % 10)) / 4
      return id < 10 ? place : 200 + 1.3 * place
    }
    return try Tensor(places, shape: [ids.count, 1])
  }
  let query = Query(candidates: Array(0..<20), classes: 2, evidence: evidence)
  let strategy = try Catalogue.strategies.configuration(
    NamedOptions("cdd", ["key": .text(key), "order": .text(order), "rounds": .integer(2)])
  ).product
  var rng = Random(seed: 1, stream: "strategy")
  #expect(try strategy.choose(query, count: 3, using: &rng).ids == expected)
}
