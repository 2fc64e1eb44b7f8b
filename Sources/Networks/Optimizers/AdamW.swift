import Tensors

/// Adam whose weight decay is decoupled from the gradient: w ← (1 − rate·decay)·w, then Adam's step.
/// - Source: Loshchilov & Hutter 2019, Alg. 2, in PyTorch's form.
public struct AdamW: Optimizer {
  private var adam: Adam

  public init(
    rate: Float = 1e-3, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8,
    weightDecay: Float = 0.01
  ) {
    adam = Adam(
      rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay,
      decoupled: true)
  }

  public var rate: Float {
    get { adam.rate }
    set { adam.rate = newValue }
  }

  public mutating func begin() { adam.begin() }

  public mutating func move(_ parameter: NamedParameter, gradient: Tensor) throws {
    try adam.move(parameter, gradient: gradient)
  }

  public var state: [String: Tensor] {
    get throws { try adam.state }
  }

  public mutating func restore(
    _ state: [String: Tensor], for parameters: [NamedParameter]
  ) throws {
    try adam.restore(state, for: parameters)
  }

  static let recipe = Adam.recipe(
    "adamw", "Adam with weight decay decoupled from the gradient.",
    source: "Loshchilov & Hutter 2019, Alg. 2", decay: 0.01,
    "share of the weights lost at a rate of 1"
  ) { AdamW(rate: $0, beta1: $1, beta2: $2, epsilon: $3, weightDecay: $4) }
}
