import Foundation
import Tensors
import Testing

/// Expected numbers: scripts/dev/golden-random.py, a second writing of the same algorithms.
@Suite struct RandomTests {
  private var stream: Random { Random(seed: (1 << 63) + 7, stream: "shuffle") }

  @Test func wordsAreThoseOfPhilox() {
    var rng = stream
    let words = (0..<9).map { _ in rng.word() }
    #expect(
      words == [
        0xCF18_7072, 0xBFFE_D6BC, 0x9971_9BCC, 0x8756_A74E, 0x7FD7_DA10, 0x879B_6029, 0x6E64_CAC6,
        0x1DF8_5127, 0xB272_C1F6,
      ])
  }

  @Test func wideWordsAreTwoWordsTheLowerFirst() {
    var (narrow, wide) = (stream, stream)
    let low = UInt64(narrow.word())
    let high = UInt64(narrow.word())
    #expect(wide.next() as UInt64 == high << 32 | low)
    #expect(wide == narrow)
  }

  @Test func uniformsAreTheUpperBits() {
    var rng = stream
    let expected: [Float] = [0xCF1870, 0xBFFED6, 0x99719B, 0x8756A7].map { $0 * 0x1p-24 }
    #expect((0..<4).map { _ in rng.uniform() } == expected)
  }

  @Test func uniformsInARangeNeverReachItsUpperBound() {
    var rng = stream
    // So narrow that rounding alone would give the bound half of the time.
    let range = Float(1)..<Float(1).nextUp
    #expect((0..<100).allSatisfy { _ in range.contains(rng.uniform(in: range)) })
    let wide = (0..<1000).map { _ in rng.uniform(in: -3..<5) }
    #expect(wide.allSatisfy { (-3..<5).contains($0) })
    #expect(wide.contains { $0 < -2.5 } && wide.contains { $0 > 4.5 })
  }

  /// What a network that came apart asks for must not be drawn for ever.
  @Test(arguments: [Double.nan, .infinity, 1e308, 1e15, 1, .leastNonzeroMagnitude])
  func betaEnds(alpha: Double) {
    var rng = stream
    #expect((0...1).contains(rng.beta(alpha)))
    #expect(rng.words < 100)
  }

  @Test func normalsAreTheQuantilesOfWords() {
    var rng = stream
    let expected: [Float] = [
      0.8740947187306005, 0.6744339941588653, 0.2517679379044384, 0.07191689603436922,
      -0.0015355929119391957, 0.07455244523205153,
    ]
    #expect((0..<6).map { _ in rng.normal() } == expected)
    #expect(rng.words == 6)
  }

  @Test(arguments: [
    (1.1641532182693481e-10, -6.337957754553789), (1e-06, -4.753424308822899),
    (0.01, -2.3263478740408408), (0.07499, -1.4396021182393162), (0.07501, -1.4394608308216257),
    (0.3, -0.5244005127080407), (0.5, 0.0), (0.9, 1.2815515655446008),
    (0.999999, 4.753424308817089), (0.9999999998835847, 6.337957754553789),
  ])
  func quantilesAreThoseOfAlgorithmAS241(probability: Double, quantile: Double) {
    #expect(abs(Random.normalQuantile(probability) - quantile) <= 1e-14 * max(1, abs(quantile)))
  }

  @Test func normalsHaveTheirMomentsAndTails() {
    var rng = stream
    let count = 200_000
    let values = (0..<count).map { _ in Double(rng.normal()) }
    let mean = values.reduce(0, +) / Double(count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
    // Standard errors: 1/√n of the mean, √(2/n) of the variance, √(p(1-p)/n) of a share; four of each.
    #expect(abs(mean) < 4 / Double(count).squareRoot())
    #expect(abs(variance - 1) < 4 * (2 / Double(count)).squareRoot())
    let beyond = Double(values.count { abs($0) > 1.959964 }) / Double(count)
    #expect(abs(beyond - 0.05) < 4 * (0.05 * 0.95 / Double(count)).squareRoot())
  }

  @Test func integersBelowABoundAreLemires() {
    var rng = stream
    let bounds = [10, 1000, 3_000_000_000, 1 << 32, (1 << 40) + 1, (1 << 62) + 1]
    let expected = [8, 749, 1_585_997_933, 2_275_106_857, 128_720_119_662, 649_928_040_181_969_021]
    #expect(bounds.map { rng.int(below: $0) } == expected)
    #expect(rng.words == 10)
  }

  @Test func integersBelowABoundAreEquallyLikely() {
    var rng = stream
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[rng.int(below: 7)] += 1 }
    let chiSquared = counts.reduce(0.0) { $0 + Double(($1 - 10_000) * ($1 - 10_000)) / 10_000 }
    // The 0.999 quantile of chi-squared with 6 degrees of freedom.
    #expect(chiSquared < 22.46)
  }

  @Test func stateIsWrittenExactly() throws {
    var rng = stream
    for taken in 0..<6 {
      let data = try JSONEncoder().encode(rng)
      var copy = try JSONDecoder().decode(Random.self, from: data)
      #expect(copy == rng, "after \(taken) words")
      var original = rng
      #expect((0..<9).map { _ in copy.word() } == (0..<9).map { _ in original.word() })
      _ = rng.word()
    }
  }

  @Test func writtenStateThatIsNoNumberIsRefused() {
    let json = Data(#"{"seed":"1","stream":"-2","words":"0"}"#.utf8)
    #expect(
      throws: Failure(
        "random stream", "stream is not a number", expected: "0 to 2^64 - 1", got: "\"-2\"")
    ) { try JSONDecoder().decode(Random.self, from: json) }
  }
}
