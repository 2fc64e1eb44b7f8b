import ActiveLearning
import Tensors
import Testing

@Suite struct OracleTests {
  private let dataset: Dataset
  private let labels = (0..<2000).map { $0 % 5 }

  init() throws {
    dataset = try Dataset(
      name: "blanks",
      images: ImageStore([UInt8](repeating: 0, count: 2000), count: 2000, shape: [1, 1, 1]),
      labels: labels, classNames: ["a", "b", "c", "d", "e"], splits: [:])
  }

  @Test func groundTruthIsTheLabels() throws {
    #expect(try GroundTruth(dataset).answer([7, 1999, 0]) == [2, 4, 0])
    #expect {
      try GroundTruth(dataset).answer([2000])
    } throws: { "\($0)" == "oracle: no image 2000 (expected an id of 0 to 1999)" }
  }

  @Test func dataWithoutLabelsHasNoGroundTruth() throws {
    let bare = try Dataset(
      name: "bare", images: dataset.images, labels: nil, classNames: [], splits: [:])
    #expect {
      try GroundTruth(bare)
    } throws: { "\($0)" == "bare: has no labels to answer from" }
  }

  @Test func noiseErrsAtItsRateAndNamesEveryOtherClass() throws {
    let ids = Array(0..<2000)
    let answers = try noisy(0.3).answer(ids)
    let wrong = ids.filter { answers[$0] != labels[$0] }
    // Binomial(2000, 0.3): 600 ± 20.5; four deviations.
    #expect(abs(wrong.count - 600) < 82)
    let named = Set(wrong.filter { labels[$0] == 2 }.map { answers[$0] })
    #expect(named == [0, 1, 3, 4])
    #expect(try noisy(0).answer(ids) == labels)
    #expect(zip(try noisy(1).answer(ids), labels).allSatisfy { $0 != $1 })
  }

  @Test func noiseDoesNotDependOnTheOrderOfQuestions() throws {
    let oracle = try noisy(0.5)
    let together = try oracle.answer([3, 4, 5])
    #expect(try [5, 4, 3].map { try oracle.answer([$0])[0] } == together.reversed())
  }

  @Test func ratesAndClassesAreChecked() throws {
    let truth = try GroundTruth(dataset)
    #expect(throws: Failure.self) { try NoisyOracle(truth, rate: 1.5, classes: 5, seed: 1) }
    #expect(throws: Failure.self) { try NoisyOracle(truth, rate: .nan, classes: 5, seed: 1) }
    #expect(throws: Failure.self) { try NoisyOracle(truth, rate: 0.5, classes: 1, seed: 1) }
  }

  private func noisy(_ rate: Float) throws -> NoisyOracle {
    try NoisyOracle(GroundTruth(dataset), rate: rate, classes: 5, seed: 1)
  }
}
