import Tensors
import TestSupport
import Testing

@Suite struct AverageTests {
  @Test func meansOfAWindowCountPaddingAsZeros() throws {
    let x = try Tensor([1, 2, 3, 4], shape: [1, 1, 2, 2])
    #expect(try x.averagePool(size: 2).values() == [2.5])
    #expect(try x.averagePool(size: 2, padding: 1).values() == [0.25, 0.5, 0.75, 1])
  }

  @Test func adaptingToTheSameSizeChangesNothing() throws {
    let x = try distinct([2, 3, 5, 5])
    #expect(try x.adaptiveAveragePool(to: 5).values() == x.values())
  }

  @Test(arguments: [[2, 16, 6, 6], [1, 48, 9, 7], [2, 32, 7, 8]])
  func blockedLayoutsGiveTheSameValues(shape: [Int]) throws {
    // Sums of multiples of 1/8 are exact in any order, and both divide the same way.
    let (x, y) = try (distinct(shape), blocked(distinct(shape)))
    #expect(try x.averagePool(size: 3).values() == y.averagePool(size: 3).values())
    #expect(
      try x.averagePool(size: 3, stride: 2, padding: 1).values()
        == y.averagePool(size: 3, stride: 2, padding: 1).values())
    #expect(try x.adaptiveAveragePool(to: 4).values() == y.adaptiveAveragePool(to: 4).values())
    #expect(try x.globalAveragePool().values() == y.globalAveragePool().values())
  }

  @Test func globalMeanIsThatOverBothAxes() throws {
    let x = try distinct([2, 5, 4, 3])
    let means = try x.reshaped([10, 12]).mean(axis: 1)
    #expect(try distance(x.globalAveragePool().reshaped([10]), means) < 1e-6)
  }
}
