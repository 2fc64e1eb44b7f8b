import Tensors
import Testing

@Suite struct RandomOrderTests {
  private var stream: Random { Random(seed: (1 << 63) + 7, stream: "shuffle") }

  @Test func permutationIsFisherYatesFromTheFront() {
    var rng = stream
    // scripts/dev/golden-random.py
    #expect(rng.permutation(12) == [9, 0, 7, 2, 3, 8, 5, 4, 10, 1, 6, 11])
    #expect(rng.words == 11)
  }

  @Test(arguments: [0, 1, 2, 17])
  func permutationHasEachNumberOnce(count: Int) {
    var rng = stream
    #expect(rng.permutation(count).sorted() == Array(0..<count))
  }

  @Test func shuffleIsThePermutationOfPlaces() {
    var (a, b) = (stream, stream)
    var letters = Array("abcdefghijkl")
    let places = b.permutation(12).map { letters[$0] }
    a.shuffle(&letters)
    #expect(letters == places)
  }

  @Test func everyOrderIsEquallyLikely() {
    var rng = stream
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 { counts[rng.permutation(4), default: 0] += 1 }
    #expect(counts.count == 24)
    let chiSquared = counts.values.reduce(0.0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 }
    // The 0.999 quantile of chi-squared with 23 degrees of freedom.
    #expect(chiSquared < 49.73)
  }

  @Test(arguments: [0, 1, 5, 11, 12])
  func sampleIsThePrefixOfThePermutation(count: Int) throws {
    var (a, b) = (stream, stream)
    #expect(try a.sample(count, of: 12) == Array(b.permutation(12).prefix(count)))
  }

  @Test(arguments: [-1, 13])
  func sampleRefusesWhatIsNotThere(count: Int) {
    #expect(
      throws: Failure(
        "sample", "cannot draw without replacement", expected: "0 to 12 numbers", got: "\(count)")
    ) {
      var rng = stream
      return try rng.sample(count, of: 12)
    }
  }
}
