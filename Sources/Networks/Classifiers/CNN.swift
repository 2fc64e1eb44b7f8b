import Recipes
import Tensors

/// Three blocks of two 3×3 convolutions, 32, 64 and 128 channels, and one linear layer.
///
/// Each convolution is followed by batch-norm and ReLU, each block by a 2×2 max-pooling. The
/// embedding is the flattened output of the last block. Sides from 8 on.
/// - Source: the network that UncKM's paper describes (blocks of two convolutions and a pooling).
///   Differs: the paper gives no channels and no normalisation; its code has another network, which
///   is `UncKMCNN`.
public struct CNN: ClassifierDesign {
  public init() {}

  public func makeClassifier(
    inputShape: [Int], classes: Int, using rng: inout Random
  ) throws -> any Classifier {
    try check(inputShape, classes: classes, least: 8, as: Self.recipe.name)
    var blocks: [(name: String, layer: any Layer)] = []
    var input = inputShape[0]
    for (block, output) in [32, 64, 128].enumerated() {
      blocks.append(("block\(block + 1)", try Self.block(input, to: output, using: &rng)))
      input = output
    }
    let features = try Sequential(blocks).outputShape(for: inputShape).reduce(1, *)
    blocks.append(("flatten", Reshape(to: [features])))
    return try LayeredClassifier(
      inputShape: inputShape, body: Sequential(blocks),
      head: Sequential([("fc", try Linear(features, to: classes, using: &rng))]))
  }

  private static func block(
    _ input: Int, to output: Int, using rng: inout Random
  ) throws -> Sequential {
    Sequential([
      (
        "conv1", try Convolution(input, to: output, kernel: 3, padding: 1, using: &rng)
      ),
      ("bn1", try BatchNorm(output, activation: .relu)),
      (
        "conv2",
        try Convolution(output, to: output, kernel: 3, padding: 1, using: &rng)
      ),
      ("bn2", try BatchNorm(output, activation: .relu)),
      ("pool", MaxPool(2)),
    ])
  }

  public static let recipe = Recipe<any ClassifierDesign>(
    "cnn", "Three blocks of two convolutions with batch-norm and a pooling; one linear layer.",
    source: "UncKM, the paper's network"
  ) { CNN() }
}
