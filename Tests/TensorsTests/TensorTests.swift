import Tensors
import Testing

@Suite struct TensorTests {
  @Test func valuesComeBackInRowMajorOrder() throws {
    let t = try Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(t.values() == [1, 2, 3, 4, 5, 6])
    #expect(try t.transposed().values() == [1, 4, 2, 5, 3, 6])
    #expect(t.withValues { $0[4] } == 5)
  }

  @Test func copiesAreIndependent() throws {
    let original = try Tensor([1, 2], shape: [2])
    var copy = original
    try copy.withMutableValues { $0[0] = 9 }
    #expect(original.values() == [1, 2])
    #expect(copy.values() == [9, 2])
  }

  @Test func aScalarHasOneItem() throws {
    #expect(try Tensor(2.5).item() == 2.5)
    #expect(try Tensor.zeros([1, 1]).item() == 0)
    #expect(throws: Failure("item", "the tensor is no scalar", expected: "1 element", got: "[2]")) {
      try Tensor.zeros([2]).item()
    }
  }

  @Test func aConvolutionsLayoutDoesNotShow() throws {
    // A 1×1 kernel that copies one channel to sixteen, in whatever layout the library likes.
    let image = try Tensor((0..<12).map(Float.init), shape: [1, 1, 3, 4])
    let copies = try image.convolution(weight: Tensor(repeating: 1, shape: [16, 1, 1, 1]))
    let expected = (0..<16).flatMap { _ in image.values() }
    #expect(copies.values() == expected)
    #expect(try copies.reshaped([16, 12]).rows(7..<8).values() == image.values())
    var changed = copies
    try changed.withMutableValues { $0[13] = -1 }
    #expect(copies.values() == expected)
    #expect(changed.values()[13] == -1)
  }

  @Test func memoryGoesBackToThePool() throws {
    let before = Engine.liveBytes
    var tensor: Tensor? = try .zeros([1 << 20])
    #expect(Engine.liveBytes >= before + 4 << 20)
    tensor = nil
    #expect(tensor == nil)
    #expect(Engine.liveBytes <= before + 1 << 20)
  }

  @Test func imagesAreScaledBytes() throws {
    let bytes: [UInt8] = [0, 255, 51, 102, 1, 2, 3, 4]
    let t = try Tensor.images(
      bytes, rows: [1, 0], shape: [2, 1, 2], scale: 0.5, mean: [1, 2], deviation: [2, 4])
    #expect(t.shape == [2, 2, 1, 2])
    #expect(t.values() == [-0.25, 0, -0.125, 0, -0.5, 63.25, 5.875, 12.25])
  }

  @Test func moreShapesThanAreRememberedStayRight() throws {
    // Primitives are cached by shape up to a limit; these are more, and the first comes back.
    let weight = try Tensor(repeating: 1, shape: [16, 2, 1, 1])
    for n in Array(1...200) + [1] {
      let tape = Tape()
      let x = try tape.variable(Tensor(repeating: 1, shape: [n, 2, 1, 1]))
      let w = tape.variable(weight)
      let y = try x.convolution(weight: w)
      let gradients = try tape.gradients(of: y.sum(), for: [x, w])
      #expect(y.values().allSatisfy { $0 == 2 })
      #expect(gradients[0].values().allSatisfy { $0 == 16 })
      #expect(gradients[1].values().allSatisfy { $0 == Float(n) })
    }
  }

  @Test func argmaxTakesTheFirstOfEquals() throws {
    let t = try Tensor([1, 3, 3, 0, 0, 0], shape: [2, 3])
    #expect(try t.argmax() == [1, 0])
  }

  @Test func notANumberShows() throws {
    let t = try Tensor([1, .nan, 3], shape: [1, 3])
    #expect(try t.relu().values()[1].isNaN)
    #expect(try t.softmax().values().contains { $0.isNaN })
    #expect(try t.max(axis: 1).item().isNaN)
  }

  @Test func exponentialIsRightOverTheWholeRange() throws {
    let points: [Float] = [-200, -87, -20, -1, -1e-3, 0, 1e-3, 0.5, 1, 10, 80, 88.7, 89, .infinity]
    let values = try Tensor(points, shape: [points.count]).exp().values()
    for (x, y) in zip(points, values) {
      if x == -200 {
        #expect(y == 0)
      } else if x >= 89 {
        #expect(y == .infinity)
      } else {
        let exact = Double(x).exponential
        // Within 2⁻²¹: twice the error of the polynomial.
        #expect(abs(Double(y) - exact) <= exact * 0x1p-21, "e^\(x) = \(y)")
      }
    }
  }
}

extension Double {
  /// e^self by its power series, halved until it converges quickly.
  fileprivate var exponential: Double {
    if abs(self) > 0.5 {
      let half = (self / 2).exponential
      return half * half
    }
    var (sum, term) = (1.0, 1.0)
    for k in 1...20 {
      term *= self / Double(k)
      sum += term
    }
    return sum
  }
}
