import Recipes
import Tensors

/// The network that UncKM's published numbers come from: three 3×3 convolutions of 16, 32 and 64
/// channels, each with ReLU and a 2×2 max-pooling; linear layers to 128, with ReLU, and to classes.
///
/// The embedding is the flattened output of the last pooling: 1024 numbers of a 32×32 image. Sides
/// from 8 on.
/// - Source: UncKM's notebook. Differs: the flattened size follows the side, where the notebook
///   writes it down for 32×32.
public struct UncKMCNN: ClassifierDesign {
  public init() {}

  public func makeClassifier(
    inputShape: [Int], classes: Int, using rng: inout Random
  ) throws -> any Classifier {
    try check(inputShape, classes: classes, least: 8, as: Self.recipe.name)
    var layers: [(name: String, layer: any Layer)] = []
    var input = inputShape[0]
    for (block, output) in [16, 32, 64].enumerated() {
      let convolution = try Convolution(
        input, to: output, kernel: 3, padding: 1, activation: .relu, using: &rng)
      layers.append(("conv\(block + 1)", convolution))
      layers.append(("pool\(block + 1)", MaxPool(2)))
      input = output
    }
    let features = try Sequential(layers).outputShape(for: inputShape).reduce(1, *)
    layers.append(("flatten", Reshape(to: [features])))
    return try LayeredClassifier(
      inputShape: inputShape, body: Sequential(layers),
      head: Sequential([
        ("fc1", try Linear(features, to: 128, using: &rng)), ("relu", Activate(.relu)),
        ("fc2", try Linear(128, to: classes, using: &rng)),
      ]))
  }

  public static let recipe = Recipe<any ClassifierDesign>(
    "unckm_cnn", "Three convolutions, each with a pooling, and two linear layers.",
    source: "UncKM, the network of its notebook"
  ) { UncKMCNN() }
}
