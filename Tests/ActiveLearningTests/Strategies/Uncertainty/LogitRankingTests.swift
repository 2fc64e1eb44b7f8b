import ActiveLearning
import Foundation
import Tensors
import Testing

/// `least_confidence{ normalized = true }` ranks as the code of PT4AL and BAL does: by the softmax of
/// logits of length 1, whatever the size of the logits was.
@Suite struct LogitRankingTests {
  private func session(
    _ method: String, _ options: [String: OptionValue], initial: Int = 12
  ) throws -> Session {
    let textures = try Configuration(
      try Catalogue<Dataset>.synthetic.recipe(named: "textures"),
      ["images": .integer(160), "size": .integer(8), "difficulty": .number(0.7)]
    ).product
    let s = try Session(
      SessionSetup(
        dataset: textures, method: Configuration(Catalogue.methods.recipe(named: method), options),
        initial: initial, seed: 2))
    try s.setStrategy(
      Catalogue.strategies.configuration(
        NamedOptions("least_confidence", ["normalized": .boolean(true)])))
    return s
  }

  /// softmax(v / ‖v‖), the largest of each row, as that code has it, in double precision.
  private func plainScores(_ logits: Tensor) -> [Double] {
    let (values, classes) = (logits.values().map(Double.init), logits.shape[1])
    return stride(from: 0, to: values.count, by: classes).map { start in
      let row = values[start..<start + classes]
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let powers = row.map { exp($0 / length) }
      return 1 - (powers.max() ?? 0) / powers.reduce(0, +)
    }
  }

  @Test(arguments: [("classifier", 0.06), ("linear_probe", 0.2)])
  func theOrderIsThatOfTheLogits(method: String, rate: Double) throws {
    let s = try session(
      method,
      [
        "network": .text("mlp"), "epochs": .integer(60), "batch": .integer(8),
        "optimizer": .text("adam"), "rate": .number(rate),
      ])
    try s.train(epochs: 60)
    let pool = s.pool.unlabelledIDs
    let outputs = try s.outputs(for: pool)
    let logits = try #require(outputs.logits)
    let plain = plainScores(logits)
    let query = try s.query(pool.count)
    let places = Dictionary(uniqueKeysWithValues: zip(pool, plain))
    // Scores are rounded to float32 once: 2⁻²⁵ of numbers below 1.
    for (id, score) in zip(query.ids, query.scores) {
      #expect(abs(Double(score) - (places[id] ?? 0)) < 0x1p-24, "image \(id)")
    }
    for (first, second) in zip(query.ids, query.ids.dropFirst()) {
      #expect((places[first] ?? 0) >= (places[second] ?? 0) - 0x1p-24)
    }
    // From probabilities alone, which have lost the mean of the logits, the order is another.
    let lost = LeastConfidence.normalizedScores(of: outputs.probabilities)
    let other = Set(pool.indices.sorted { lost[$0] > lost[$1] }.prefix(40).map { pool[$0] })
    #expect(other != Set(query.ids.prefix(40)))
  }

  /// A network whose last layer is an embedding, not classes, has no logits to rank by.
  @Test func embeddingsAreNotTakenForLogits() throws {
    let s = try session(
      "autoembedder",
      ["network": .text("mlp"), "epochs": .integer(2), "restarts": .integer(1)], initial: 20)
    try s.train(epochs: 2)
    let pool = s.pool.unlabelledIDs
    #expect(try s.outputs(for: pool).logits == nil)
    let query = try s.query(pool.count)
    let scores = LeastConfidence.normalizedScores(of: try s.outputs(for: pool).probabilities)
    let expected = Dictionary(uniqueKeysWithValues: zip(pool, scores))
    #expect(zip(query.ids, query.scores).allSatisfy { expected[$0] == $1 })
  }
}
