import Tensors
import TestSupport
import Testing

@Suite struct NormalizationTests {
  private func ones(_ width: Int) throws -> Tensor { try Tensor(repeating: 1, shape: [width]) }

  @Test func rowsHaveMeanZeroAndVarianceOne() throws {
    let x = try distinct([5, 300])
    let y = try x.layerNorm(weight: ones(300), bias: .zeros([300]))
    for row in try [y.mean(axis: 1).values(), y.squared().mean(axis: 1).values()].enumerated() {
      // Three hundred roundings of numbers up to 2 on the way to a mean; ε is 1e-5 of a variance
      // above 100.
      #expect(row.element.allSatisfy { abs($0 - Float(row.offset)) < 1e-5 })
    }
  }

  @Test(arguments: [[2, 32, 5, 7], [1, 16, 4, 4], [3, 48, 1, 3]])
  func channelNormIsLayerNormOfEachPosition(shape: [Int]) throws {
    let x = try distinct(shape)
    let width = shape[1]
    let (weight, bias) = try (grid([width], offset: 1), grid([width], seed: 2))
    let plain = try x.channelNorm(weight: weight, bias: bias)
    let blocks = try blocked(x).channelNorm(weight: weight, bias: bias)
    // Sums of the same few dozen numbers in another order.
    #expect(distance(plain, blocks) < 1e-6)
    let spatial = shape[2] * shape[3]
    for image in 0..<shape[0] {
      let rows = try x.rows(image..<image + 1).reshaped([width, spatial]).transposed()
      let expected = try rows.layerNorm(weight: weight, bias: bias, epsilon: 1e-6).transposed()
      let ours = try plain.rows(image..<image + 1).reshaped([width, spatial])
      #expect(distance(ours, expected) < 1e-6)
    }
  }

  @Test func gradientsAreTheSameBitsOnAnyNumberOfThreads() throws {
    let (x, rows) = try (distinct([5, 32, 9, 7]), distinct([77, 32]))
    let (weight, bias) = try (grid([32], offset: 1), grid([32], seed: 2))
    func results() throws -> [[Float]] {
      try [0, 1, 2].flatMap { kind in
        let tape = Tape()
        let leaves = [kind == 2 ? rows : x, weight, bias].map { tape.variable($0) }
        let y =
          switch kind {
          case 0: try leaves[0].channelNorm(weight: leaves[1], bias: leaves[2])
          case 1: try blocked(leaves[0]).channelNorm(weight: leaves[1], bias: leaves[2])
          default: try leaves[0].layerNorm(weight: leaves[1], bias: leaves[2])
          }
        let gradients = try tape.gradients(of: (y.squared() * y).sum(), for: leaves)
        return [y.values()] + gradients.map { $0.values() }
      }
    }
    let alone = try EngineSettings(threads: 1).apply(results)
    #expect(try EngineSettings(threads: 3).apply(results) == alone)
  }
}
