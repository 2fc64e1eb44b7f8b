import Tensors
import Testing

/// A wrong call and the one line it must give.
struct WrongCall: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let call: @Sendable () throws -> Void

  init(_ text: String, _ call: @escaping @Sendable () throws -> Void) {
    (testDescription, self.call) = (text, call)
  }
}

@Suite struct FailureTests {
  static let calls: [WrongCall] = [
    WrongCall("tensor: the values do not fill the shape [2, 2] (expected 4 values, got 3)") {
      _ = try Tensor([1, 2, 3], shape: [2, 2])
    },
    WrongCall(
      "+: the shapes do not fit each other (expected equal shapes, a scalar, a row or a column, got [2, 3] and [2])"
    ) { _ = try Tensor.zeros([2, 3]) + Tensor.zeros([2]) },
    WrongCall("matmul: inner sizes differ (expected [m × k] · [k × n], got [2, 3]ᵀ · [3, 2])") {
      _ = try Tensor.zeros([2, 3]).matmul(.zeros([3, 2]), transposeSelf: true)
    },
    WrongCall(
      "linear: input and weight do not fit (expected [n, 5], got input [2, 3], weight [4, 5])"
    ) { _ = try Tensor.zeros([2, 3]).linear(weight: .zeros([4, 5])) },
    WrongCall("convolution 3→16 5×5: input has 1 channel (expected 3, got input [32, 1, 28, 28])") {
      _ = try Tensor.zeros([32, 1, 28, 28]).convolution(weight: .zeros([16, 3, 5, 5]))
    },
    WrongCall(
      "convolution 1→2 5×5: the input is smaller than the kernel (expected at least 5×5 with padding 0, got [1, 1, 4, 4])"
    ) { _ = try Tensor.zeros([1, 1, 4, 4]).convolution(weight: .zeros([2, 1, 5, 5])) },
    WrongCall(
      "convolution: wrong stride or padding (expected stride ≥ 1 and padding ≥ 0, got stride 0, padding 0)"
    ) { _ = try Tensor.zeros([1, 1, 4, 4]).convolution(weight: .zeros([2, 1, 3, 3]), stride: 0) },
    WrongCall("convolution 1→2 3×3: wrong bias (expected [2], got [1])") {
      _ = try Tensor.zeros([1, 1, 4, 4]).convolution(
        weight: .zeros([2, 1, 3, 3]), bias: .zeros([1]))
    },
    WrongCall(
      "transposed convolution 2→1 3×3: wrong output padding (expected 0 to less than the stride 2, got 2)"
    ) {
      _ = try Tensor.zeros([1, 2, 4, 4])
        .transposedConvolution(weight: .zeros([2, 1, 3, 3]), stride: 2, outputPadding: 2)
    },
    WrongCall("batch norm 3: wrong parameters (expected [3], got [2])") {
      var statistics = try RunningStatistics(channels: 3)
      _ = try Tensor.zeros([4, 3]).batchNorm(
        scale: .zeros([3]), shift: .zeros([2]), statistics: &statistics, training: true)
    },
    WrongCall("batch norm 3: training needs more than one value per channel (got [1, 3])") {
      var statistics = try RunningStatistics(channels: 3)
      _ = try Tensor.zeros([1, 3]).batchNorm(
        scale: .zeros([3]), shift: .zeros([3]), statistics: &statistics, training: true)
    },
    WrongCall("cross entropy: unknown class (expected 0 to 2, got 3)") {
      _ = try Tensor.zeros([1, 3]).crossEntropy(targets: [3])
    },
    WrongCall(
      "cross entropy: logits and targets do not fit (expected [2, classes], got logits [1, 3], 2 targets)"
    ) { _ = try Tensor.zeros([1, 3]).crossEntropy(targets: [0, 1]) },
    WrongCall("mean squared error: the shapes differ or are empty (expected [2], got [3])") {
      _ = try Tensor.zeros([2]).meanSquaredError(.zeros([3]))
    },
    WrongCall(
      "squared distances: rows and centres do not fit (expected [n × d] and [k × d], got [2, 3] and [2, 4])"
    ) { _ = try Tensor.zeros([2, 3]).squaredDistances(to: .zeros([2, 4])) },
    WrongCall(
      "reshaped: the elements do not fill the shape [4, 2] (expected 6 elements, got shape [2, 3])"
    ) { _ = try Tensor.zeros([2, 3]).reshaped([4, 2]) },
    WrongCall("gather: no such row (expected 0 to 1, got 2)") {
      _ = try Tensor.zeros([2, 3]).gather(rows: [0, 2])
    },
    WrongCall("rows: no such rows (expected 0 to 1, got 1 to 2)") {
      _ = try Tensor.zeros([2, 3]).rows(1..<3)
    },
    WrongCall("concatenated: the shapes differ beyond the first axis (expected [2, 3], got [2, 4])")
    {
      _ = try Tensor.concatenated([.zeros([2, 3]), .zeros([2, 4])])
    },
    WrongCall("sum: no axis 2, or an empty one (got [2, 3])") {
      _ = try Tensor.zeros([2, 3]).sum(axis: 2)
    },
    WrongCall("images: no such image (expected 0 to 1, got -1)") {
      _ = try Tensor.images(
        [UInt8](repeating: 0, count: 8), rows: [-1], shape: [1, 2, 2], scale: 1, mean: [0],
        deviation: [1])
    },
    WrongCall("adam: the shapes differ (expected [2], got [3])") {
      var (w, m, v) = try (Tensor.zeros([2]), Tensor.zeros([2]), Tensor.zeros([2]))
      try w.adamStep(gradient: .zeros([3]), first: &m, second: &v, step: 1, rate: 1)
    },
  ]

  @Test(arguments: calls + more)
  func wrongInputGivesOneClearLine(_ wrong: WrongCall) throws {
    do {
      try wrong.call()
      Issue.record("no failure, expected: \(wrong.testDescription)")
    } catch let failure as Failure {
      #expect(failure.description == wrong.testDescription)
    }
  }
}
