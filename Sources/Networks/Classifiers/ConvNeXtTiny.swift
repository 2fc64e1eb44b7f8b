import Recipes
import Tensors

/// ConvNeXt in its smallest size, with an embedding of chosen width.
///
/// Stem 4×4 with stride 4; four stages of 3, 3, 9 and 3 blocks with 96, 192, 384 and 768 channels,
/// each but the first after layer norm and a 2×2 convolution of stride 2; the mean of each channel,
/// layer norm, a linear layer to the embedding. The head is ReLU, batch-norm and a linear layer, as in
/// DSAC. Sides from 32 on.
/// - Source: Liu et al. 2022, table 9; Sun et al. (DSAC) for embedding and head.
/// - Differs: no stochastic depth, as timm's default.
public struct ConvNeXtTiny: ClassifierDesign {
  let embedding: Int

  /// - Parameter embedding: 0 leaves it out: classes come from the 768 channels, as in torchvision.
  public init(embedding: Int = 200) { self.embedding = embedding }

  private static let stages = [(depth: 3, width: 96), (3, 192), (9, 384), (3, 768)]
  private static let start = Initialisation.normal(deviation: 0.02)

  public func makeClassifier(
    inputShape: [Int], classes: Int, using rng: inout Random
  ) throws -> any Classifier {
    try check(inputShape, classes: classes, least: 32, as: Self.recipe.name)
    var features: [(name: String, layer: any Layer)] = []
    var input = inputShape[0]
    for (depth, width) in Self.stages {
      let stem = features.isEmpty
      let size = stem ? 4 : 2
      let convolution = try Convolution(
        input, to: width, kernel: size, stride: size, initialisation: Self.start, using: &rng)
      let norm = try ChannelNorm(stem ? width : input)
      let order: [any Layer] = stem ? [convolution, norm] : [norm, convolution]
      features.append(("\(features.count)", Self.numbered(order)))
      let blocks = try (0..<depth).map { _ in
        try ConvNeXtBlock(width, initialisation: Self.start, using: &rng)
      }
      features.append(("\(features.count)", Self.numbered(blocks)))
      input = width
    }
    var tail: [(name: String, layer: any Layer)] = [
      ("0", try LayerNorm(input, epsilon: 1e-6))
    ]
    let last = try Linear(
      input, to: embedding == 0 ? classes : embedding, initialisation: Self.start, using: &rng)
    let head: Sequential
    if embedding == 0 {
      head = Sequential([("classifier", Sequential([("2", last)]))])
    } else {
      tail.append(("2", last))
      let layers: [any Layer] = [
        Activate(.relu), try BatchNorm(embedding), try Linear(embedding, to: classes, using: &rng),
      ]
      head = Sequential([("head", Self.numbered(layers))])
    }
    return try LayeredClassifier(
      inputShape: inputShape,
      body: Sequential([
        ("features", Sequential(features)), ("avgpool", GlobalAveragePool()),
        ("classifier", Sequential(tail)),
      ]),
      head: head, taskNames: ["classifier.2.", "head."], otherNames: Self.timmNames)
  }

  private static func numbered(_ layers: [any Layer]) -> Sequential {
    Sequential(layers.enumerated().map { ("\($0.offset)", $0.element) })
  }

  /// timm's names of the same tensors.
  private static var timmNames: [String: String] {
    var names = ["head.norm": "classifier.0", "head.fc": "classifier.2"]
    for part in 0..<2 {
      names["stem.\(part)"] = "features.0.\(part)"
      for stage in 1..<4 {
        names["stages.\(stage).downsample.\(part)"] = "features.\(2 * stage).\(part)"
      }
    }
    var result: [String: String] = [:]
    for (stage, (depth, _)) in stages.enumerated() {
      for block in 0..<depth {
        let (theirs, ours) = (
          "stages.\(stage).blocks.\(block)", "features.\(2 * stage + 1).\(block)"
        )
        for (place, part) in [(0, "conv_dw"), (2, "norm"), (3, "mlp.fc1"), (5, "mlp.fc2")] {
          names["\(theirs).\(part)"] = "\(ours).block.\(place)"
        }
        result["\(theirs).gamma"] = "\(ours).layer_scale"
      }
    }
    for (theirs, ours) in names {
      for kind in ["weight", "bias"] { result["\(theirs).\(kind)"] = "\(ours).\(kind)" }
    }
    return result
  }

  public static let recipe = Recipe<any ClassifierDesign>(
    "convnext_tiny", "ConvNeXt-T with an embedding; takes torchvision's and timm's weights.",
    source: "Liu et al. 2022, table 9; head as in DSAC",
    Option(
      "embedding", 200, in: 0...65536, "its width; 0 for torchvision's own head", fixed: true)
  ) { ConvNeXtTiny(embedding: $0) }
}
