import Foundation
import Tensors
import Testing

/// Rows of `classes` probabilities, some of them 0.
private func probabilities(_ n: Int, _ classes: Int, seed: Int = 1) -> [Float] {
  var values: [Float] = []
  for row in 0..<n {
    var raw = (0..<classes).map { Double(((row + seed) * 7919 + $0 * 104_729) % 997) }
    if classes > 2, row % 3 == 0 { raw[row % classes] = 0 }
    let sum = raw.reduce(0, +) + 1e-9
    values += raw.map { Float($0 / sum) }
  }
  return values
}

private func entropy(_ p: ArraySlice<Double>) -> Double {
  p.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
}

@Test(arguments: [1, 2, 3, 10, 16, 33, 100, 257]) func scoresAreTheFormulas(classes: Int) throws {
  let n = 203
  let values = probabilities(n, classes)
  let p = try Tensor(values, shape: [n, classes])
  let (entropies, margins) = try (p.entropyOfRows(), p.marginOfRows())
  let largest = try p.largestOfRows()
  for row in 0..<n {
    let exact = values[row * classes..<(row + 1) * classes].map { Double($0) }
    // Terms below 0.37 with an error of 2⁻²² each.
    #expect(
      abs(Double(entropies[row]) - entropy(exact[...])) < 0.37 * Double(classes + 4) * 0x1p-22)
    let sorted = exact.sorted(by: >)
    #expect(Double(largest[row]) == sorted[0])
    #expect(margins[row] == Float(sorted[0]) - Float(classes > 1 ? sorted[1] : 0))
  }
}

@Test func informationIsWhatSamplesDisagreeOn() throws {
  let (samples, n, classes) = (5, 37, 11)
  var values: [Float] = []
  for t in 0..<samples { values += probabilities(n, classes, seed: t * 13) }
  let ours = try Tensor(values, shape: [samples, n, classes]).mutualInformationOfRows()
  for row in 0..<n {
    var (mean, inner) = ([Double](repeating: 0, count: classes), 0.0)
    for t in 0..<samples {
      let start = (t * n + row) * classes
      let p = values[start..<start + classes].map { Double($0) }
      inner += entropy(p[...]) / Double(samples)
      for c in 0..<classes { mean[c] += p[c] / Double(samples) }
    }
    #expect(abs(Double(ours[row]) - (entropy(mean[...]) - inner)) < 2 * 0.37 * 15 * 0x1p-22)
  }
  // Samples that agree tell nothing.
  let same = Array(repeating: probabilities(n, classes), count: 4).flatMap { $0 }
  let none = try Tensor(same, shape: [4, n, classes]).mutualInformationOfRows()
  #expect(none.allSatisfy { $0 >= 0 && $0 < 1e-5 })
}

@Test func certaintyHasNoEntropy() throws {
  #expect(try Tensor([0, 1, 0, 0], shape: [1, 4]).entropyOfRows() == [0])
  #expect(try Tensor([.nan, 0.5, 0.5, -1], shape: [1, 4]).entropyOfRows() == [logf(2)])
  #expect(try Tensor([.nan, 0.5, 0.25, -1], shape: [1, 4]).marginOfRows() == [0.25])
  #expect(try Tensor([.nan, 0.5, 0.25, -1], shape: [1, 4]).largestOfRows() == [0.5])
}

@Test func scoresRefuseOtherShapes() throws {
  #expect(throws: Failure.self) { try Tensor.zeros([3]).entropyOfRows() }
  #expect(throws: Failure.self) { try Tensor.zeros([3, 2]).mutualInformationOfRows() }
  #expect(throws: Failure.self) { try Tensor.zeros([0, 3, 2]).mutualInformationOfRows() }
  #expect(try Tensor.zeros([0, 2]).marginOfRows().isEmpty)
}
