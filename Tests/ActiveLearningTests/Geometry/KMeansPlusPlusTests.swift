import ActiveLearning
import Tensors
import Testing

private func stream(_ seed: UInt64 = 3) -> Random { Random(seed: seed, stream: "seeds") }

@Test func seedsAreDifferentRows() throws {
  let x = try Ruled.points(60, 3, groups: 4, seed: 1)
  for count in [0, 1, 2, 59, 60] {
    var rng = stream()
    let seeds = try KMeansPlusPlus().seeds(count, of: x, using: &rng)
    #expect(seeds.count == count && Set(seeds).count == count)
  }
}

@Test func seedsOfEqualRowsAreTheLowestLeft() throws {
  var rng = stream()
  let x = try Tensor([1, 1, 1, 7, 1], shape: [5, 1])
  let seeds = try KMeansPlusPlus().seeds(4, of: x, first: 0, using: &rng)
  #expect(seeds == [0, 3, 1, 2])
}

@Test func drawsAreProportionalToSquaredDistances() throws {
  // From row 0 the others are 1, 2 and 3 away: 1, 4 and 9 of 14 draws.
  let x = try Tensor([0, 1, 2, 3], shape: [4, 1])
  var (rng, drawn) = (stream(), [0, 0, 0, 0])
  for _ in 0..<14_000 {
    drawn[try KMeansPlusPlus(trials: 1).seeds(2, of: x, first: 0, using: &rng)[1]] += 1
  }
  // Five deviations of a binomial: 5·√(14000·p·(1 − p)).
  for (row, share) in [(1, 1.0), (2, 4), (3, 9)] {
    let p = share / 14
    let deviation = (14_000 * p * (1 - p)).squareRoot()
    #expect(abs(Double(drawn[row]) - 1000 * share) < 5 * deviation)
  }
  #expect(drawn[0] == 0)
}

@Test func moreTrialsLeaveLess() throws {
  let x = try Ruled.points(500, 4, groups: 20, seed: 5)
  let rows = Plain.rows(x)
  func rest(trials: Int) throws -> Double {
    var sum = 0.0
    for seed in 0..<10 {
      var rng = stream(UInt64(seed))
      let seeds = try KMeansPlusPlus(trials: trials).seeds(20, of: x, using: &rng)
      for row in rows { sum += seeds.map { Plain.distance(row, rows[$0]) }.min() ?? 0 }
    }
    return sum
  }
  #expect(try rest(trials: 8) < rest(trials: 1))
}

@Test func factoredRowsAreTheirOuterProducts() throws {
  let (n, a, b) = (120, 5, 9)
  let left = try Ruled.points(n, a, groups: 3, seed: 7)
  let right = try Ruled.points(n, b, groups: 4, seed: 9)
  let (p, f) = (left.values(), right.values())
  var outer: [Float] = []
  for row in 0..<n {
    for i in 0..<a {
      for j in 0..<b { outer.append(p[row * a + i] * f[row * b + j]) }
    }
  }
  let whole = try Tensor(outer, shape: [n, a * b])
  for seed in 0..<5 {
    var (one, other) = (stream(UInt64(seed)), stream(UInt64(seed)))
    // Distances agree to some 10⁻⁶, so that of hundreds of draws none falls on another row.
    #expect(
      try KMeansPlusPlus().factored(left: left, right: right, count: 15, using: &one)
        == KMeansPlusPlus().seeds(15, of: whole, using: &other))
  }
}

@Test func factorsMustHaveAsManyRows() throws {
  var rng = stream()
  let left = try Ruled.points(3, 2, groups: 2, seed: 1)
  let right = try Ruled.points(4, 2, groups: 2, seed: 1)
  #expect(throws: Failure.self) {
    try KMeansPlusPlus().factored(left: left, right: right, count: 2, using: &rng)
  }
}
