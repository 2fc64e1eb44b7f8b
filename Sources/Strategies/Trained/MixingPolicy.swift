import Networks
import Tensors

/// The policy network of LADA: how two hidden maps are to be mixed, as the α of a Beta(α, α) from
/// which the weight is drawn.
///
/// Convolutions 6 (5×5, padded) and 16 (5×5) on both maps one above the other, each with ReLU and
/// 2×2 max-pooling; linear 120 and 60 with tanh; linear 1 with a sigmoid, so that 0 < α < 1.
/// - Source: Kim et al. 2021 (LADA), §3.3, with its published code.
/// - Differs: small maps are padded before the second convolution, and not pooled below one pixel;
///   vectors are maps of one pixel.
public final class MixingPolicy: Network {
  private let layers: Sequential
  private let inputShape: [Int]
  private var optimizer: Adam

  /// - Parameter shape: of one hidden map, channels×height×width, or features alone.
  public init(for shape: [Int], rate: Float = 5e-5, using rng: inout Random) throws {
    let map = shape.count == 3 ? shape : [shape.reduce(1, *), 1, 1]
    let input = [2 * map[0], map[1], map[2]]
    var layers: [(name: String, layer: any Layer)] = [
      ("unflatten", Reshape(to: input)),
      (
        "conv1",
        try Convolution(
          input[0], to: 6, kernel: 5, padding: 2, activation: .relu, using: &rng)
      ),
    ]
    func side() throws -> Int {
      try Sequential(layers).outputShape(for: input)[1...].min() ?? 1
    }
    if try side() >= 2 { layers.append(("pool1", MaxPool(2))) }
    let padding = try side() >= 6 ? 0 : 2
    layers.append(
      (
        "conv2",
        try Convolution(6, to: 16, kernel: 5, padding: padding, activation: .relu, using: &rng)
      ))
    if try side() >= 2 { layers.append(("pool2", MaxPool(2))) }
    let features = try Sequential(layers).outputShape(for: input).reduce(1, *)
    layers += [
      ("flatten", Reshape(to: [features])),
      ("fc1", try Linear(features, to: 120, using: &rng)), ("tanh1", Activate(.tanh)),
      ("fc2", try Linear(120, to: 60, using: &rng)), ("tanh2", Activate(.tanh)),
      ("fc3", try Linear(60, to: 1, using: &rng)), ("sigmoid", Activate(.sigmoid)),
    ]
    self.layers = Sequential(layers)
    inputShape = input
    optimizer = Adam(rate: rate)
  }

  public var parameters: [NamedParameter] { layers.parameters }

  /// - Shape: `first` and `second` are n maps each → [n × 1], from 0 to 1.
  public func callAsFunction(_ first: Tensor, _ second: Tensor, _ pass: Pass) throws -> Tensor {
    let n = first.shape[0]
    let both = try Tensor.concatenated(
      [first.reshaped([n, -1]), second.reshaped([n, -1])], axis: 1)
    return try layers(both, pass)
  }

  /// One step towards mixtures of which the classifier is less sure.
  /// - Parameter draws: weights drawn for each pair.
  /// - Returns: α of each pair before the step, and the mean entropy of the mixtures.
  func step(
    _ first: Tensor, _ second: Tensor, through network: OpenedClassifier, draws: Int,
    position: String, streams: inout Streams
  ) throws -> (alphas: [Float], entropy: Double) {
    var alphas: [Float] = []
    var random = streams["beta"]
    let before = random
    let terms = try Training.step(
      parameters, with: &optimizer, position: position, streams: &streams
    ) { pass in
      // The search for what went wrong runs it once more, with the same draws.
      random = before
      let alpha = try self(first, second, pass)
      alphas = alpha.values()
      var loss: Tensor?
      for _ in 0..<draws {
        let entropy = try Self.entropy(
          network.logits(Self.mix(first, second, alpha, using: &random)))
        loss = try loss.map { try $0 - entropy.sum() } ?? entropy.sum() * -1
      }
      return (try (loss ?? Tensor(0)) / Float(max(draws, 1)), [])
    }
    streams["beta"] = random
    return (alphas, -terms[0].value / Double(max(alphas.count, 1)))
  }

  /// λ·first + (1 − λ)·second with λ drawn from Beta(α, α) for each pair; gradients reach α.
  static func mix(
    _ first: Tensor, _ second: Tensor, _ alpha: Tensor, using random: inout Random
  ) throws -> Tensor {
    let (n, shape) = (first.shape[0], first.shape)
    var (weights, slopes) = ([Float](), [Float]())
    let alphas = alpha.values()
    for a in alphas {
      let a = max(Double(a), SymmetricBeta.least)
      let weight = random.beta(a)
      weights.append(Float(weight))
      slopes.append(Float(SymmetricBeta.slope(of: weight, alpha: a)))
    }
    // λ as a function of α has this value and this slope here.
    let here = try Tensor(alphas, shape: [n, 1])
    let slope = try Tensor(slopes, shape: [n, 1])
    let weight = try (alpha - here) * slope + Tensor(weights, shape: [n, 1])
    let (a, b) = try (first.reshaped([n, -1]), second.reshaped([n, -1]))
    return try ((a - b) * weight + b).reshaped(shape)
  }

  /// −Σ p·ln p of each row of logits.
  /// - Shape: [n × classes] → [n].
  static func entropy(_ logits: Tensor) throws -> Tensor {
    try (logits.softmax() * logits.logSoftmax()).sum(axis: 1) * -1
  }

  public func summaryRows() throws -> [[String]] { try layers.summary(for: inputShape, under: "") }
}
