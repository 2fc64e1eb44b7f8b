import Recipes
import Tensors

/// The residual network of 18 layers.
///
/// Stem; four stages of two basic blocks with 64, 128, 256 and 512 channels, the image halved before
/// all but the first; global average pooling; one linear layer. Any side.
/// - Source: He et al. 2016, table 1 (stem `imagenet`). The stem `cifar` is the variant of the
///   active-learning literature: one 3×3 convolution, no pooling.
/// - Differs: the papers' code for `cifar` starts with PyTorch's defaults, torchvision with Kaiming's
///   normal numbers; so does each stem here.
public struct ResNet18: ClassifierDesign {
  /// What comes before the first stage.
  public enum Stem: String, CaseIterable, Sendable {
    /// A 3×3 convolution: for small images.
    case cifar
    /// A 7×7 convolution and a pooling, which make a quarter of each side: for 224×224.
    case imagenet
  }

  let stem: Stem

  public init(stem: Stem = .cifar) { self.stem = stem }

  public func makeClassifier(
    inputShape: [Int], classes: Int, using rng: inout Random
  ) throws -> any Classifier {
    try check(inputShape, classes: classes, least: 4, as: Self.recipe.name)
    let start: Initialisation = stem == .cifar ? .standard : .kaimingFanOut
    var layers = try stemLayers(inputShape[0], start, using: &rng)
    var input = 64
    for (stage, output) in [64, 128, 256, 512].enumerated() {
      let first = try BasicBlock(
        input, to: output, stride: stage == 0 ? 1 : 2, initialisation: start, using: &rng)
      let second = try BasicBlock(output, to: output, initialisation: start, using: &rng)
      layers.append(("layer\(stage + 1)", Sequential([("0", first), ("1", second)])))
      input = output
    }
    layers.append(("avgpool", GlobalAveragePool()))
    return try LayeredClassifier(
      inputShape: inputShape, body: Sequential(layers),
      head: Sequential([("fc", try Linear(512, to: classes, using: &rng))]))
  }

  private func stemLayers(
    _ channels: Int, _ start: Initialisation, using rng: inout Random
  ) throws -> [(name: String, layer: any Layer)] {
    let norm = try BatchNorm(64, activation: .relu)
    switch stem {
    case .cifar:
      let convolution = try Convolution(
        channels, to: 64, kernel: 3, padding: 1, bias: false, initialisation: start, using: &rng)
      return [("conv1", convolution), ("bn1", norm)]
    case .imagenet:
      let convolution = try Convolution(
        channels, to: 64, kernel: 7, stride: 2, padding: 3, bias: false, initialisation: start,
        using: &rng)
      return [
        ("conv1", convolution), ("bn1", norm), ("maxpool", MaxPool(3, stride: 2, padding: 1)),
      ]
    }
  }

  public static let recipe = Recipe<any ClassifierDesign>(
    "resnet18", "The residual network of 18 layers, under torchvision's names.",
    source: "He et al. 2016, table 1; CIFAR stem as in the active-learning literature",
    Option(
      "stem", Stem.cifar.rawValue, of: Stem.allCases.map(\.rawValue),
      "a 3×3 convolution, or 7×7 with pooling for 224×224", fixed: true)
  ) { stem in ResNet18(stem: Stem(rawValue: stem) ?? .cifar) }
}
