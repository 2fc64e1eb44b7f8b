import Tensors

/// VGG with 13 convolutions, each followed by batch-norm and ReLU, and five poolings. Sides from 32.
///
/// With the linear head, as PT4AL, BAL and Core-Set use it: the mean of each of the 512 channels and
/// one linear layer. With the big head, as VAAL and PAL do: pooling to 7×7, two hidden layers of 4096
/// with ReLU and dropout, a linear layer.
/// - Source: Simonyan & Zisserman 2015, table 1, configuration D; torchvision's `vgg16_bn`.
/// - Differs: the code for the linear head ends in a 1×1 map at 32×32; the mean makes it take any
///   side. The big head starts as torchvision does, the linear one from PyTorch's defaults.
public struct VGG16: ClassifierDesign {
  public init() {}

  public func makeClassifier(
    inputShape: [Int], classes: Int, using rng: inout Random
  ) throws -> any Classifier {
    try check(inputShape, classes: classes, least: 32, as: Self.recipe.name)
    let features = try convolutions(inputShape[0], using: &rng)
    let last = try Linear(512, to: classes, using: &rng)
    return try LayeredClassifier(
      inputShape: inputShape,
      body: Sequential([("features", features), ("avgpool", GlobalAveragePool())]),
      head: Sequential([("classifier", last)]))
  }

  /// Numbered as in torchvision, where ReLU and pooling count.
  private func convolutions(_ channels: Int, using rng: inout Random) throws -> Sequential {
    var layers: [(name: String, layer: any Layer)] = []
    var (input, place) = (channels, 0)
    for (output, count) in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)] {
      for _ in 0..<count {
        let convolution = try Convolution(
          input, to: output, kernel: 3, padding: 1, using: &rng)
        layers.append(("\(place)", convolution))
        layers.append(("\(place + 1)", try BatchNorm(output, activation: .relu)))
        (input, place) = (output, place + 3)
      }
      layers.append(("\(place)", MaxPool(2)))
      place += 1
    }
    return Sequential(layers)
  }

  public static let recipe = Recipe<any ClassifierDesign>(
    "vgg16", "VGG of 13 convolutions with batch-norm, under torchvision's names.",
    source: "Simonyan & Zisserman 2015, configuration D; heads as in BAL and VAAL"
  ) { VGG16() }
}
