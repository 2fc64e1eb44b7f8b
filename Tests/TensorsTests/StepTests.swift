import Tensors
import Testing

@Suite struct StepTests {
  /// Three steps with the gradients 1·g, 2·g, 3·g from the golden start.
  private func run(
    _ name: String, _ step: (inout Tensor, Tensor, Int) throws -> Void
  ) throws -> Float {
    let golden = try #require(try GoldenOperation.load()[name])
    var weights = try golden.inputs[0].tensor()
    for number in 1...3 {
      try step(&weights, try golden.inputs[1].tensor() * Float(number), number)
    }
    return try distance(weights, golden.output.tensor())
  }

  // A weight is rounded four times a step; 2⁻²⁴ of its size each, and ten times that.
  private let tolerance: Float = 6e-6

  @Test(arguments: [("adam", Float(0)), ("adam with decay", 0.1)])
  func adamTakesPyTorchsSteps(name: String, decay: Float) throws {
    var (first, second) = try (Tensor.zeros([20]), Tensor.zeros([20]))
    let error = try run(name) { weights, gradient, step in
      try weights.adamStep(
        gradient: gradient, first: &first, second: &second, step: step, rate: 0.01,
        weightDecay: decay)
    }
    #expect(error < tolerance)
  }

  @Test(arguments: [
    ("sgd", Float(0), Float(0), false), ("sgd with momentum", 0.9, 0.01, false),
    ("sgd with nesterov", 0.9, 0, true),
  ])
  func sgdTakesPyTorchsSteps(name: String, momentum: Float, decay: Float, nesterov: Bool) throws {
    var velocity: Tensor?
    let error = try run(name) { weights, gradient, _ in
      try weights.sgdStep(
        gradient: gradient, velocity: &velocity, rate: 0.1, momentum: momentum, nesterov: nesterov,
        weightDecay: decay)
    }
    #expect(error < tolerance)
    #expect((velocity == nil) == (momentum == 0))
  }

  @Test func adamsFirstStepIsTheRate() throws {
    // m/(1 − β₁) = g and √(v/(1 − β₂)) = |g|, so the first step is rate · sign(g).
    var (w, m, v) = try (try Tensor([1, 1], shape: [2]), Tensor.zeros([2]), Tensor.zeros([2]))
    try w.adamStep(
      gradient: Tensor([0.5, -2], shape: [2]), first: &m, second: &v, step: 1, rate: 0.25,
      epsilon: 0)
    let moved = w.values()
    #expect(abs(moved[0] - 0.75) < 1e-6)
    #expect(abs(moved[1] - 1.25) < 1e-6)
  }

  @Test func aStepLeavesCopiesAlone() throws {
    var w = try Tensor([1], shape: [1])
    let kept = w
    var velocity: Tensor?
    try w.sgdStep(gradient: Tensor([2], shape: [1]), velocity: &velocity, rate: 0.5)
    #expect(w.values() == [0])
    #expect(kept.values() == [1])
  }
}
