import Recipes
import Tensors

/// Three blocks of two 3×3 convolutions, 32, 64 and 128 channels, and one linear layer.
///
/// Each convolution is followed by a normalisation and ReLU, each block by a 2×2 max-pooling. The
/// embedding is the flattened output of the last block. Sides from 8 on.
/// - Source: the network that UncKM's paper describes (blocks of two convolutions and a pooling).
///   Differs: the paper gives no channels and no normalisation; its code has another network, which
///   is `UncKMCNN`.
public struct CNN: ClassifierDesign {
  /// What stands behind each convolution.
  public enum Norm: String, CaseIterable, Sendable {
    /// Over the batch.
    case batch
    /// Over 8 groups of an image's own channels: for few labels, of which batches and steps are few.
    case group

    func layer(_ channels: Int) throws -> any Layer {
      switch self {
      case .batch: try BatchNorm(channels, activation: .relu)
      case .group: try GroupNorm(8, of: channels, activation: .relu)
      }
    }
  }

  let norm: Norm

  public init(norm: Norm = .batch) { self.norm = norm }

  public func makeClassifier(
    inputShape: [Int], classes: Int, using rng: inout Random
  ) throws -> any Classifier {
    try check(inputShape, classes: classes, least: 8, as: Self.recipe.name)
    var blocks: [(name: String, layer: any Layer)] = []
    var input = inputShape[0]
    for (block, output) in [32, 64, 128].enumerated() {
      blocks.append(("block\(block + 1)", try self.block(input, to: output, using: &rng)))
      input = output
    }
    let features = try Sequential(blocks).outputShape(for: inputShape).reduce(1, *)
    blocks.append(("flatten", Reshape(to: [features])))
    return try LayeredClassifier(
      inputShape: inputShape, body: Sequential(blocks),
      head: Sequential([("fc", try Linear(features, to: classes, using: &rng))]))
  }

  private func block(
    _ input: Int, to output: Int, using rng: inout Random
  ) throws -> Sequential {
    Sequential([
      (
        "conv1", try Convolution(input, to: output, kernel: 3, padding: 1, using: &rng)
      ),
      ("bn1", try norm.layer(output)),
      (
        "conv2",
        try Convolution(output, to: output, kernel: 3, padding: 1, using: &rng)
      ),
      ("bn2", try norm.layer(output)),
      ("pool", MaxPool(2)),
    ])
  }

  public static let recipe = Recipe<any ClassifierDesign>(
    "cnn", "Three blocks of two convolutions with batch-norm and a pooling; one linear layer.",
    source: "UncKM, the paper's network",
    Option<String>(
      "norm", Norm.batch.rawValue, of: Norm.allCases.map(\.rawValue),
      "over the batch, or over groups of an image's own channels", fixed: true)
  ) { (norm: String) in CNN(norm: Norm(rawValue: norm) ?? .batch) }
}
