import Networks
import Tensors

/// The graph convolution network of CoreGCN and UncertainGCN: how probably an image is labelled.
///
/// H = dropout(relu(A·(X·W₁) + b₁)), o = sigmoid(A·(H·W₂) + b₂), trained on
/// −mean_L ln o − λ·mean_U ln(1 − o), all images in each step.
/// - Source: Caramalau et al. 2021, Eqs. 3–6; 128 units, dropout 0.3, λ 1.2, Adam 10⁻³ with weight
///   decay 5·10⁻⁴, 200 steps in their code.
/// - Differs: the loss is computed from logits, so that a sure score has a finite logarithm.
public final class GraphScorer: Network {
  let graph: SimilarityGraph
  /// λ, the weight of unlabelled images.
  let lambda: Float
  let dropout: Float
  private let weight1: Parameter, bias1: Parameter, weight2: Parameter, bias2: Parameter
  private var optimizer: Adam

  /// - Parameters:
  ///   - features: of all images, labelled or not, [n × d]; normalised here.
  /// - Throws: a `Failure` for features that make no graph.
  public init(
    features: Tensor, hidden: Int = 128, dropout: Float = 0.3, lambda: Float = 1.2,
    rate: Float = 1e-3, weightDecay: Float = 5e-4, using rng: inout Random
  ) throws {
    graph = try SimilarityGraph(features)
    guard hidden >= 1, (0..<1).contains(dropout), lambda >= 0 else {
      throw Failure("graph scorer", "wrong settings", expected: "hidden ≥ 1, 0 ≤ dropout < 1")
    }
    func fresh(_ input: Int, _ output: Int) throws -> (Parameter, Parameter) {
      let bound = 1 / Float(output).squareRoot()
      return (
        Parameter(try rng.uniform(shape: [input, output], in: -bound..<bound)),
        Parameter(try rng.uniform(shape: [output], in: -bound..<bound))
      )
    }
    (weight1, bias1) = try fresh(features.shape[1], hidden)
    (weight2, bias2) = try fresh(hidden, 1)
    (self.dropout, self.lambda) = (dropout, lambda)
    optimizer = Adam(rate: rate, weightDecay: weightDecay)
  }

  public var parameters: [NamedParameter] {
    [
      .init("graph1.weight", weight1), .init("graph1.bias", bias1),
      .init("graph2.weight", weight2), .init("graph2.bias", bias2),
    ]
  }

  /// What the network makes of every image of the graph.
  /// - Returns: hidden units, [n × hidden], and scores before the sigmoid, [n × 1].
  public func callAsFunction(_ pass: Pass) throws -> (hidden: Tensor, logits: Tensor) {
    let known = try graph.features.matmul(pass.use(weight1))
    var hidden = try (graph.spread(known) + pass.use(bias1)).relu()
    if dropout > 0, var random = pass.random {
      hidden = try hidden.dropout(dropout, using: &random)
      pass.random = random
    }
    return (hidden, try graph.spread(hidden.matmul(pass.use(weight2))) + pass.use(bias2))
  }

  /// - Parameters:
  ///   - labelled: rows of the graph; all others are unlabelled.
  public func loss(labelled: [Int], _ pass: Pass) throws -> Tensor {
    let count = graph.features.shape[0]
    let known = Set(labelled)
    let others = (0..<count).filter { !known.contains($0) }
    guard !known.isEmpty, !others.isEmpty, known.allSatisfy({ 0..<count ~= $0 }) else {
      throw Failure(
        "graph scorer", "needs labelled and unlabelled images",
        expected: "some of each of \(count)",
        got: "\(known.count) labelled")
    }
    let logits = try callAsFunction(pass).logits
    func mean(_ rows: [Int], _ target: Float) throws -> Tensor {
      try logits.gather(rows: rows).binaryCrossEntropyWithLogits(
        targets: Tensor(repeating: target, shape: [rows.count, 1]))
    }
    return try mean(known.sorted(), 1) + mean(others, 0) * lambda
  }

  /// Takes full-batch steps.
  /// - Returns: the loss of the last one, before it moved.
  @discardableResult
  public func train(
    labelled: [Int], steps: Int = 200, streams: inout Streams, monitor: Monitor = Monitor(),
    stage: String = "graph"
  ) throws -> Double {
    let loop = TrainingLoop(stage, named: stage, unit: .iterations, monitor: monitor)
    let terms = try loop.run(
      epochs: 1, streams: &streams, begin: { _ in steps },
      step: { step, streams in
        try Training.step(
          parameters, with: &optimizer, position: step.position, streams: &streams
        ) { pass in (try loss(labelled: labelled, pass), []) }
      })
    return terms.first?.value ?? .nan
  }

  public func summaryRows() throws -> [[String]] {
    let (n, d, hidden) = (graph.features.shape[0], graph.features.shape[1], bias1.value.count)
    return [
      [
        "graph1", "graph_convolution \(d)→\(hidden) + relu + dropout \(dropout)", "\(n)×\(hidden)",
        "\((d + 1) * hidden)",
      ],
      ["graph2", "graph_convolution \(hidden)→1 + sigmoid", "\(n)×1", "\(hidden + 1)"],
    ]
  }
}
