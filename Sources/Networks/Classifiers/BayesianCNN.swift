import Recipes
import Tensors

/// The network with dropout that Bayesian active learning samples from: two 4×4 convolutions of 32
/// channels with ReLU, a 2×2 max-pooling, dropout of a quarter; a linear layer to 128 with ReLU,
/// dropout of a half, a linear layer to classes.
///
/// The embedding is what the last layer sees before dropout, 128 numbers. Sides from 8 on.
/// - Source: Gal, Islam & Ghahramani 2017, §5.
public struct BayesianCNN: ClassifierDesign {
  public init() {}

  public func makeClassifier(
    inputShape: [Int], classes: Int, using rng: inout Random
  ) throws -> any Classifier {
    try check(inputShape, classes: classes, least: 8, as: Self.recipe.name)
    var layers: [(name: String, layer: any Layer)] = [
      ("conv1", try Convolution(inputShape[0], to: 32, kernel: 4, activation: .relu, using: &rng)),
      ("conv2", try Convolution(32, to: 32, kernel: 4, activation: .relu, using: &rng)),
      ("pool", MaxPool(2)), ("dropout1", Dropout(0.25)),
    ]
    let features = try Sequential(layers).outputShape(for: inputShape).reduce(1, *)
    layers += [
      ("flatten", Reshape(to: [features])),
      ("fc1", try Linear(features, to: 128, using: &rng)), ("relu", Activate(.relu)),
    ]
    return try LayeredClassifier(
      inputShape: inputShape, body: Sequential(layers),
      head: Sequential([
        ("dropout2", Dropout(0.5)), ("fc2", try Linear(128, to: classes, using: &rng)),
      ]))
  }

  public static let recipe = Recipe<any ClassifierDesign>(
    "bayesian_cnn", "Two convolutions and two linear layers with dropout, to sample from.",
    source: "Gal, Islam & Ghahramani 2017, §5"
  ) { BayesianCNN() }
}
