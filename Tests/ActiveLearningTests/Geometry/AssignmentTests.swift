import ActiveLearning
import Tensors
import Testing

@Test func matchingIsSciPys() throws {
  let golden = try GoldenGeometry.load().matching
  let shapes = [(7, 7, 71), (5, 9, 72), (9, 5, 73), (30, 30, 74)]
  for (expected, (rows, columns, seed)) in zip(golden, shapes) {
    let values = Ruled.numbers(UInt32(seed), count: rows * columns)
    let ours = try Assignment.smallest(Tensor(values, shape: [rows, columns]))
    #expect(ours.map { $0 ?? -1 } == expected.match)
    var cost = 0.0
    for (row, column) in ours.enumerated() {
      if let column { cost += Double(values[row * columns + column]) }
    }
    #expect(abs(cost - expected.cost) < 1e-9)
  }
}

private func permutations(_ n: Int) -> [[Int]] {
  guard n > 0 else { return [[]] }
  var all: [[Int]] = []
  for rest in permutations(n - 1) {
    for place in 0...rest.count {
      var order = rest
      order.insert(n - 1, at: place)
      all.append(order)
    }
  }
  return all
}

@Test(arguments: 0..<20) func matchingIsTheBestOfAllOrders(seed: Int) throws {
  // Small whole numbers, so that many matchings tie.
  let costs = Ruled.numbers(UInt32(seed), count: 36).map { Double(($0 * 3).rounded()) }
  let ours = try Assignment.smallest(costs, rows: 6, columns: 6)
  var cost = 0.0
  for (row, column) in ours.enumerated() { cost += costs[row * 6 + (column ?? 0)] }
  var least = Double.infinity
  for order in permutations(6) {
    var sum = 0.0
    for row in 0..<6 { sum += costs[row * 6 + order[row]] }
    least = min(least, sum)
  }
  #expect(cost == least)
  #expect(Set(ours.compactMap(\.self)).count == 6)
}

@Test func theLargestGainIsTheSmallestLoss() throws {
  let gains = try Tensor([1, 2, 3, 2, 4, 6], shape: [2, 3])
  #expect(try Assignment.largest(gains) == [1, 2])
  #expect(try Assignment.smallest(gains) == [1, 0])
}

@Test func emptyMatchingsAreEmpty() throws {
  #expect(try Assignment.smallest([], rows: 0, columns: 3).isEmpty)
  #expect(try Assignment.smallest([], rows: 2, columns: 0) == [nil, nil])
}

@Test func matchingRefusesWhatIsNoCost() throws {
  #expect(throws: Failure.self) { try Assignment.smallest([1, .nan], rows: 1, columns: 2) }
  #expect(throws: Failure.self) { try Assignment.smallest([1], rows: 1, columns: 2) }
  #expect(throws: Failure.self) { try Assignment.smallest(Tensor([1], shape: [1])) }
}
