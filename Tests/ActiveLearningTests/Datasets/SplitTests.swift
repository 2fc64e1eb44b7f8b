import ActiveLearning
import Tensors
import Testing

@Suite struct SplitTests {
  private var rng = Random(seed: 1, stream: "split")
  private let labels = (0..<100).map { $0 < 50 ? 0 : $0 < 80 ? 1 : $0 < 99 ? 2 : 3 }

  @Test mutating func plainPartsAreDisjointAscendingAndComplete() throws {
    let ids = [9, 4, 30, 7, 2]
    let split = try Split.plain(ids, holdingOut: 2, using: &rng)
    #expect(split.heldOut.count == 2)
    #expect(split.kept == split.kept.sorted() && split.heldOut == split.heldOut.sorted())
    #expect((split.kept + split.heldOut).sorted() == ids.sorted())
  }

  @Test(arguments: [0, 1, 7, 10, 33, 99, 100])
  mutating func stratifiedPartsKeepTheSharesOfClasses(count: Int) throws {
    let split = try Split.stratified(Array(0..<100), by: labels, holdingOut: count, using: &rng)
    #expect(split.heldOut.count == count)
    #expect((split.kept + split.heldOut).sorted() == Array(0..<100))
    for (label, size) in [50, 30, 19, 1].enumerated() {
      let held = split.heldOut.count { labels[$0] == label }
      #expect(abs(Double(held) - Double(count * size) / 100) < 1, "class \(label)")
    }
  }

  @Test mutating func largestRemaindersTakeTheRest() throws {
    // 10 of 100: 5, 3, 1.9, 0.1.
    let split = try Split.stratified(Array(0..<100), by: labels, holdingOut: 10, using: &rng)
    #expect((0..<4).map { label in split.heldOut.count { labels[$0] == label } } == [5, 3, 2, 0])
  }

  @Test mutating func everyMemberOfAClassIsAsLikely() throws {
    var counts = [Int](repeating: 0, count: 10)
    for _ in 0..<10_000 {
      let split = try Split.stratified(
        Array(0..<10), by: [0, 0, 0, 0, 0, 1, 1, 1, 1, 1], holdingOut: 2, using: &rng)
      for id in split.heldOut { counts[id] += 1 }
    }
    // Binomial(10000, 0.2): 2000 ± 40; five deviations.
    #expect(counts.allSatisfy { abs($0 - 2000) < 200 })
  }

  @Test mutating func whatDoesNotFitIsRefused() {
    var rng = rng
    #expect(
      throws: Failure("split", "cannot hold out that many", expected: "0 to 3", got: "4")
    ) { try Split.plain([1, 2, 3], holdingOut: 4, using: &rng) }
    #expect {
      try Split.stratified([1, 3], by: [0, 0, 0], holdingOut: 1, using: &rng)
    } throws: { "\($0)" == "split: no label for image 3 (expected an id of 0 to 2)" }
  }
}
