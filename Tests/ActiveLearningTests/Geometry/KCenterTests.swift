import ActiveLearning
import Tensors
import Testing

/// Greedy k-center as in a textbook.
private func plain(_ x: [[Double]], _ covered: [[Double]], _ count: Int) -> [Int] {
  var nearest = x.map { row in covered.map { Plain.distance(row, $0) }.min() ?? .infinity }
  var picks: [Int] = []
  for _ in 0..<count {
    var best = -1
    for i in x.indices where !picks.contains(i) && (best < 0 || nearest[i] > nearest[best]) {
      best = i
    }
    picks.append(best)
    for i in x.indices { nearest[i] = min(nearest[i], Plain.distance(x[i], x[best])) }
  }
  return picks
}

@Test func kCenterIsTheGolden() throws {
  let x = try Ruled.points(300, 12, groups: 9, seed: 21)
  let covered = try Ruled.points(20, 12, groups: 9, seed: 31)
  let picks = try KCenter.greedy(x, covered: covered, count: 40)
  #expect(try picks.indices == GoldenGeometry.load().kCenter)
}

@Test(arguments: [(200, 2, 30), (500, 60, 200), (64, 5, 64)])
func lazyPicksAreThePlainOnes(n: Int, width: Int, count: Int) throws {
  let x = try Ruled.points(n, width, groups: 7, seed: UInt32(n))
  let covered = try Ruled.points(9, width, groups: 3, seed: 99)
  let ours = try KCenter.greedy(x, covered: covered, count: count)
  #expect(ours.indices == plain(Plain.rows(x), Plain.rows(covered), count))
  for (one, next) in zip(ours.distances, ours.distances.dropFirst()) { #expect(one >= next) }
}

@Test func distancesAreThoseBeforeThePick() throws {
  let x = try Tensor([0, 1, 4, 9], shape: [4, 1])
  let ours = try KCenter.greedy(x, covered: Tensor([0], shape: [1, 1]), count: 3)
  #expect(ours.indices == [3, 2, 1])
  #expect(ours.distances == [81, 16, 1])
}

@Test func withNothingCoveredTheMiddleComesFirst() throws {
  let x = try Tensor([0, 1, 4, 9, 5], shape: [5, 1])
  let ours = try KCenter.greedy(x, count: 3)
  // The mean is 3.8; from 4 the farthest is 9, then 0.
  #expect(ours.indices == [2, 3, 0])
  #expect(ours.distances == [.infinity, 25, 16])
}

@Test func equalPointsAreAllPickedOnce() throws {
  let ours = try KCenter.greedy(Tensor(repeating: 1, shape: [6, 3]), count: 6)
  #expect(ours.indices.sorted() == Array(0..<6))
  #expect(ours.indices.dropFirst().elementsEqual(ours.indices.dropFirst().sorted()))
}

@Test func permutedCandidatesArePermutedPicks() throws {
  let x = try Ruled.points(150, 8, groups: 6, seed: 77)
  var rng = Random(seed: 1, stream: "order")
  let order = rng.permutation(150)
  let one = try KCenter.greedy(x, count: 20).indices
  let other = try KCenter.greedy(x.gather(rows: order), count: 20).indices
  #expect(other.map { order[$0] } == one)
}

@Test func farthestFirstStartsWhereItIsTold() throws {
  let x = try Ruled.points(100, 4, groups: 5, seed: 3)
  let ours = try KCenter.farthestFirst(x, from: 42, count: 10)
  let rows = Plain.rows(x)
  let rest = plain(rows, [rows[42]], 9)
  #expect(ours.indices == [42] + rest)
  #expect(throws: Failure.self) { try KCenter.farthestFirst(x, from: 100, count: 2) }
}

@Test func kCenterRefusesWhatItCannotUse() throws {
  let x = try Ruled.points(5, 3, groups: 4, seed: 2)
  #expect(throws: Failure.self) { try KCenter.greedy(x, count: 6) }
  #expect(throws: Failure.self) { try KCenter.greedy(x, count: -1) }
  #expect(throws: Failure.self) { try KCenter.greedy(x, covered: Tensor.zeros([2, 4]), count: 1) }
  #expect(try KCenter.greedy(x, covered: Tensor.zeros([0, 3]), count: 1).indices.count == 1)
  #expect(try KCenter.greedy(x, count: 0).indices.isEmpty)
}
