import Recipes
import Tensors

/// Adam with bias correction.
/// - Source: Kingma & Ba 2015, Alg. 1.
public struct Adam: Optimizer {
  public var rate: Float
  let beta1: Float, beta2: Float, epsilon: Float, weightDecay: Float
  private let isDecoupled: Bool
  private var steps = 0
  private var moments: [String: (first: Tensor, second: Tensor)] = [:]

  public init(
    rate: Float = 1e-3, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8,
    weightDecay: Float = 0
  ) {
    self.init(
      rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay,
      decoupled: false)
  }

  /// With decay that is added to the gradient, or decoupled from it.
  init(
    rate: Float, beta1: Float, beta2: Float, epsilon: Float, weightDecay: Float, decoupled: Bool
  ) {
    self.rate = rate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    isDecoupled = decoupled
  }

  public mutating func begin() { steps += 1 }

  public mutating func move(_ parameter: NamedParameter, gradient: Tensor) throws {
    let shape = parameter.parameter.value.shape
    // Taken out of the dictionary while it changes, so that its storage is not copied.
    // Put back also where the step is refused.
    var (first, second) =
      try moments.removeValue(forKey: parameter.name) ?? (.zeros(shape), .zeros(shape))
    defer { moments[parameter.name] = (first, second) }
    try parameter.parameter.value.adamStep(
      gradient: gradient, first: &first, second: &second, step: steps, rate: rate, beta1: beta1,
      beta2: beta2, epsilon: epsilon, weightDecay: weightDecay, decoupled: isDecoupled)
  }

  public var state: [String: Tensor] {
    get throws {
      // Float32 counts steps exactly up to 2²⁴.
      var state = ["steps": try Tensor(Float(steps))]
      for (name, (first, second)) in moments {
        state["first.\(name)"] = first
        state["second.\(name)"] = second
      }
      return state
    }
  }

  public mutating func restore(
    _ state: [String: Tensor], for parameters: [NamedParameter]
  ) throws {
    guard let steps = state["steps"], steps.count == 1,
      let count = Int(exactly: try steps.item()), 0...16_777_216 ~= count
    else {
      throw Failure("adam", "no tensor 'steps', or none that counts, in the saved state")
    }
    var restored: [String: (first: Tensor, second: Tensor)] = [:]
    for named in parameters {
      guard let first = state["first.\(named.name)"], let second = state["second.\(named.name)"]
      else {
        if count == 0 { continue }
        throw Failure("adam", "no moments of '\(named.name)' in the saved state")
      }
      let shape = named.parameter.value.shape
      guard first.shape == shape, second.shape == shape else {
        throw Failure(
          "adam", "moments of '\(named.name)' do not fit", expected: "\(shape)",
          got: "\(first.shape) and \(second.shape)")
      }
      restored[named.name] = (first, second)
    }
    moments = restored
    self.steps = count
  }
}

extension Adam {
  static let recipe = recipe(
    "adam", "Adam with bias correction; weight decay is added to the gradient.",
    source: "Kingma & Ba 2015, Alg. 1", decay: 0, "share of the weights in the gradient"
  ) { Adam(rate: $0, beta1: $1, beta2: $2, epsilon: $3, weightDecay: $4) }

  /// The options of Adam in either form, declared once; they differ in what the decay is.
  static func recipe(
    _ name: String, _ summary: String, source: String, decay: Double, _ meaning: String,
    make: @escaping @Sendable (Float, Float, Float, Float, Float) -> any Optimizer
  ) -> Recipe<any Optimizer> {
    Recipe(
      name, summary, source: source,
      Option<Double>("rate", positive: 1e-3, "step size"),
      Option<Double>("beta1", 0.9, in: 0...0.9999, "memory of the mean gradient"),
      Option<Double>("beta2", 0.999, in: 0...0.999999, "memory of the mean square"),
      Option<Double>("epsilon", positive: 1e-8, "added to the root of the mean square"),
      Option<Double>("weight_decay", decay, in: 0...1, meaning)
    ) { (rate: Double, beta1: Double, beta2: Double, epsilon: Double, decay: Double) in
      make(Float(rate), Float(beta1), Float(beta2), Float(epsilon), Float(decay))
    }
  }
}
