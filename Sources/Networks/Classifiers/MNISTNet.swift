import Recipes
import Tensors

/// DeepAL's network for MNIST: two 5×5 convolutions of 10 and 20 channels, the second with dropout
/// of whole channels, each with a 2×2 max-pooling and ReLU; linear layers to 50 and to classes.
///
/// The embedding is what the last layer sees before dropout, 50 numbers. Sides from 16 on.
/// - Source: Huang 2021 (DeepAL), `nets.py`; as PyTorch's MNIST example. Differs: the flattened size
///   follows the side, where the code writes it down for 28×28.
public struct MNISTNet: ClassifierDesign {
  let dropout: Float

  public init(dropout: Float = 0.5) { self.dropout = dropout }

  public func makeClassifier(
    inputShape: [Int], classes: Int, using rng: inout Random
  ) throws -> any Classifier {
    try check(inputShape, classes: classes, least: 16, as: Self.recipe.name)
    var layers: [(name: String, layer: any Layer)] = [
      ("conv1", try Convolution(inputShape[0], to: 10, kernel: 5, using: &rng)),
      ("pool1", MaxPool(2)), ("relu1", Activate(.relu)),
      ("conv2", try Convolution(10, to: 20, kernel: 5, using: &rng)),
      ("conv2_drop", ChannelDropout(dropout)), ("pool2", MaxPool(2)), ("relu2", Activate(.relu)),
    ]
    let features = try Sequential(layers).outputShape(for: inputShape).reduce(1, *)
    layers += [
      ("flatten", Reshape(to: [features])),
      ("fc1", try Linear(features, to: 50, using: &rng)), ("relu3", Activate(.relu)),
    ]
    return try LayeredClassifier(
      inputShape: inputShape, body: Sequential(layers),
      head: Sequential([
        ("dropout", Dropout(dropout)), ("fc2", try Linear(50, to: classes, using: &rng)),
      ]))
  }

  public static let recipe = Recipe<any ClassifierDesign>(
    "mnist_net", "DeepAL's small network for MNIST, with dropout.",
    source: "Huang 2021 (DeepAL), nets.py",
    Option("dropout", 0.5, in: 0...0.99, "share of dropped channels and values", fixed: true)
  ) { MNISTNet(dropout: Float($0)) }
}
