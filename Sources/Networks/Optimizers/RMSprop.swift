import Recipes
import Tensors

/// Gradients divided by the root of their running mean square.
/// - Source: Tieleman & Hinton 2012, lecture 6.5; centred, Graves 2013, §4.2; in PyTorch's form.
public struct RMSprop: Optimizer {
  public var rate: Float
  let smoothing: Float, epsilon: Float, weightDecay: Float, momentum: Float
  let isCentred: Bool

  private struct Memory {
    var square: Tensor
    var mean: Tensor?
    var velocity: Tensor?
  }
  private var memories: [String: Memory] = [:]

  public init(
    rate: Float = 0.01, smoothing: Float = 0.99, epsilon: Float = 1e-8, weightDecay: Float = 0,
    momentum: Float = 0, centred: Bool = false
  ) {
    self.rate = rate
    self.smoothing = smoothing
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.momentum = momentum
    isCentred = centred
  }

  public mutating func begin() {}

  public mutating func move(_ parameter: NamedParameter, gradient: Tensor) throws {
    let shape = parameter.parameter.value.shape
    // Taken out of the dictionary while it changes, so that its storage is not copied.
    var memory =
      try memories.removeValue(forKey: parameter.name)
      ?? Memory(
        square: .zeros(shape), mean: isCentred ? .zeros(shape) : nil,
        velocity: momentum != 0 ? .zeros(shape) : nil)
    defer { memories[parameter.name] = memory }
    try parameter.parameter.value.rmspropStep(
      gradient: gradient, square: &memory.square, mean: &memory.mean, velocity: &memory.velocity,
      rate: rate, smoothing: smoothing, epsilon: epsilon, weightDecay: weightDecay,
      momentum: momentum)
  }

  public var state: [String: Tensor] {
    var state: [String: Tensor] = [:]
    for (name, memory) in memories {
      state["square.\(name)"] = memory.square
      state["mean.\(name)"] = memory.mean
      state["velocity.\(name)"] = memory.velocity
    }
    return state
  }

  public mutating func restore(
    _ state: [String: Tensor], for parameters: [NamedParameter]
  ) throws {
    var restored: [String: Memory] = [:]
    for named in parameters {
      func tensor(_ kind: String) throws -> Tensor {
        let key = "\(kind).\(named.name)"
        guard let tensor = state[key] else {
          throw Failure("rmsprop", "no tensor '\(key)' in the saved state")
        }
        let shape = named.parameter.value.shape
        guard tensor.shape == shape else {
          throw Failure(
            "rmsprop", "'\(key)' does not fit", expected: "\(shape)", got: "\(tensor.shape)")
        }
        return tensor
      }
      // A parameter that was never moved has no memory.
      guard state["square.\(named.name)"] != nil else { continue }
      restored[named.name] = Memory(
        square: try tensor("square"), mean: try isCentred ? tensor("mean") : nil,
        velocity: try momentum != 0 ? tensor("velocity") : nil)
    }
    memories = restored
  }

  static let recipe = Recipe<any Optimizer>(
    "rmsprop", "Gradients divided by the root of their running mean square.",
    source: "Tieleman & Hinton 2012, lecture 6.5",
    Option<Double>("rate", positive: 0.01, "step size"),
    Option<Double>("smoothing", 0.99, in: 0...0.999999, "memory of the mean square"),
    Option<Double>("epsilon", positive: 1e-8, "added to the root of the mean square"),
    Option<Double>("momentum", 0, in: 0...0.9999, "share of the last step that is kept"),
    Option<Bool>("centred", false, "divide by the deviation instead of the mean square's root"),
    Option<Double>("weight_decay", 0, in: 0...1, "share of the weights in the gradient")
  ) {
    (
      rate: Double, smoothing: Double, epsilon: Double, momentum: Double, centred: Bool,
      decay: Double
    ) in
    RMSprop(
      rate: Float(rate), smoothing: Float(smoothing), epsilon: Float(epsilon),
      weightDecay: Float(decay), momentum: Float(momentum), centred: centred)
  }
}
