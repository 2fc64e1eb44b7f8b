import Recipes
import Tensors

/// Stochastic gradient descent with momentum and weight decay.
/// - Source: Sutskever et al. 2013, in PyTorch's form: v ← µv + g, w ← w − rate·v.
public struct SGD: Optimizer {
  public var rate: Float
  let momentum: Float, nesterov: Bool, weightDecay: Float
  private var velocities: [String: Tensor] = [:]

  public init(
    rate: Float = 0.01, momentum: Float = 0.9, nesterov: Bool = false, weightDecay: Float = 0
  ) {
    self.rate = rate
    self.momentum = momentum
    self.nesterov = nesterov
    self.weightDecay = weightDecay
  }

  public mutating func begin() {}

  public mutating func move(_ parameter: NamedParameter, gradient: Tensor) throws {
    // Taken out of the dictionary while it changes, so that its storage is not copied.
    var velocity = velocities.removeValue(forKey: parameter.name)
    defer { velocities[parameter.name] = velocity }
    try parameter.parameter.value.sgdStep(
      gradient: gradient, velocity: &velocity, rate: rate, momentum: momentum, nesterov: nesterov,
      weightDecay: weightDecay)
  }

  public var state: [String: Tensor] {
    Dictionary(uniqueKeysWithValues: velocities.map { ("velocity.\($0)", $1) })
  }

  public mutating func restore(
    _ state: [String: Tensor], for parameters: [NamedParameter]
  ) throws {
    var restored: [String: Tensor] = [:]
    for named in parameters {
      guard let velocity = state["velocity.\(named.name)"] else { continue }
      guard velocity.shape == named.parameter.value.shape else {
        throw Failure(
          "sgd", "velocity of '\(named.name)' does not fit",
          expected: "\(named.parameter.value.shape)", got: "\(velocity.shape)")
      }
      restored[named.name] = velocity
    }
    velocities = restored
  }
}

extension SGD {
  static let recipe = Recipe<any Optimizer>(
    "sgd", "Stochastic gradient descent with momentum.",
    source: "Sutskever et al. 2013, in PyTorch's form",
    Option<Double>("rate", positive: 0.01, "step size"),
    Option<Double>("momentum", 0.9, in: 0...0.9999, "share of the last step that is kept"),
    Option<Bool>("nesterov", false, "look ahead along the momentum"),
    Option<Double>("weight_decay", 0, in: 0...1, "share of the weights in the gradient")
  ) { (rate: Double, momentum: Double, nesterov: Bool, decay: Double) in
    SGD(
      rate: Float(rate), momentum: Float(momentum), nesterov: nesterov,
      weightDecay: Float(decay))
  }
}
