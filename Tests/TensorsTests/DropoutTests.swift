import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct DropoutTests {
  private func stream(after words: Int = 0) -> Random {
    var random = Random(seed: 11, stream: "dropout")
    for _ in 0..<words { _ = random.word() }
    return random
  }

  @Test(arguments: [0, 1, 2, 3, 130])
  func elementsTakeTheWordsOfTheStreamInRowMajorOrder(start: Int) throws {
    let shape = [3, 5, 47]
    var (random, expected) = (stream(after: start), stream(after: start))
    let dropped = try Tensor(repeating: 1, shape: shape).dropout(0.25, using: &random).values()
    let wanted = (0..<dropped.count).map { _ in
      expected.uniform() < 0.25 ? Float(0) : Float(1) / Float(0.75)
    }
    #expect(dropped == wanted)
    // Every element took one word, so that a saved stream goes on where this one stands.
    #expect(random == expected)
    #expect(random.word() == expected.word())
  }

  @Test(arguments: [[2, 16, 3, 5], [3, 48, 7, 7], [2, 32, 1, 1]])
  func layoutsChangeNothing(shape: [Int]) throws {
    let x = try distinct(shape)
    var (one, two) = (stream(after: 3), stream(after: 3))
    let plain = try x.dropout(0.4, using: &one)
    #expect(try plain.values() == blocked(x).dropout(0.4, using: &two).values())
    #expect(one == two)
    let channels = try x.channelDropout(0.4, using: &one)
    #expect(try channels.values() == blocked(x).channelDropout(0.4, using: &two).values())
    #expect(one == two)
  }

  @Test func threadsChangeNothing() throws {
    let x = try distinct([4, 64, 13, 11])
    func results() throws -> [[Float]] {
      var random = stream(after: 1)
      return try [
        x.dropout(0.4, using: &random).values(), blocked(x).dropout(0.4, using: &random).values(),
        x.channelDropout(0.4, using: &random).values(),
      ]
    }
    let alone = try EngineSettings(threads: 1).apply(results)
    #expect(try EngineSettings(threads: 3).apply(results) == alone)
  }

  @Test(arguments: [Float(0.1), 0.5, 0.9])
  func theMeanStays(probability: Float) throws {
    let count = 1_000_000
    var random = stream()
    let values = try Tensor(repeating: 1, shape: [count]).dropout(probability, using: &random)
      .values()
    // An element is 1/(1 − p) with probability 1 − p: its deviation is √(p/(1 − p)). Five of the
    // mean's deviations are exceeded by one stream in two million.
    let deviation = (probability / (1 - probability)).squareRoot() / Float(count).squareRoot()
    let mean = Float(values.reduce(0.0) { $0 + Double($1) } / Double(count))
    #expect(abs(mean - 1) < 5 * deviation)
  }

  @Test func channelsGoAsAWhole() throws {
    var (random, one) = (stream(), stream())
    let x = try Tensor(repeating: 1, shape: [20, 10, 3, 3])
    let images = try x.channelDropout(0.5, using: &random).values()
    let factors = try Tensor(repeating: 1, shape: [20, 10]).dropout(0.5, using: &one).values()
    #expect(images == factors.flatMap { [Float](repeating: $0, count: 9) })
    #expect(Set(factors) == [0, 2])
    #expect(random == one)
  }

  @Test func gradientsPassWhereValuesDid() throws {
    var random = stream()
    let tape = Tape()
    let x = try tape.variable(Tensor(repeating: 1, shape: [7, 33]))
    let y = try x.dropout(0.3, using: &random)
    let gradient = try tape.gradients(of: y.sum(), for: [x])[0]
    #expect(gradient.values() == y.values())
  }

  @Test func aSavedStreamDropsWhatTheOriginalWould() throws {
    let x = try Tensor(repeating: 1, shape: [9, 11])
    var random = stream()
    _ = try x.dropout(0.3, using: &random)
    var restored = try JSONDecoder().decode(Random.self, from: JSONEncoder().encode(random))
    #expect(
      try x.dropout(0.3, using: &random).values() == x.dropout(0.3, using: &restored).values())
  }

  @Test func probabilityZeroDrawsNothing() throws {
    var random = stream()
    let x = try distinct([3, 4])
    #expect(try x.dropout(0, using: &random).values() == x.values())
    #expect(random == stream())
  }

  @Test func notANumberIsNotHidden() throws {
    var random = stream()
    let x = try Tensor(repeating: .nan, shape: [64])
    #expect(try x.dropout(0.5, using: &random).values().allSatisfy(\.isNaN))
  }
}
