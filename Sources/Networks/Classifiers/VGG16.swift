import Recipes
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
  /// What comes after the last convolution.
  public enum Head: String, CaseIterable, Sendable {
    /// One linear layer.
    case linear
    /// Three linear layers with dropout.
    case big
  }

  let head: Head
  let hidden: Int
  let dropout: Float

  /// - Parameters:
  ///   - hidden: width of the two hidden layers of the big head.
  ///   - dropout: their share of dropped values.
  public init(head: Head = .linear, hidden: Int = 4096, dropout: Float = 0.5) {
    self.head = head
    self.hidden = hidden
    self.dropout = dropout
  }

  public func makeClassifier(
    inputShape: [Int], classes: Int, using rng: inout Random
  ) throws -> any Classifier {
    try check(inputShape, classes: classes, least: 32, as: Self.recipe.name)
    let features = try convolutions(inputShape[0], using: &rng)
    switch head {
    case .linear:
      let last = try Linear(512, to: classes, using: &rng)
      return try LayeredClassifier(
        inputShape: inputShape,
        body: Sequential([("features", features), ("avgpool", GlobalAveragePool())]),
        head: Sequential([("classifier", last)]))
    case .big:
      let (hiddenLayers, last) = try bigHead(classes, using: &rng)
      return try LayeredClassifier(
        inputShape: inputShape,
        body: Sequential([
          ("features", features), ("avgpool", AdaptiveAveragePool(to: 7)),
          ("flatten", Reshape(to: [512 * 49])), ("classifier", hiddenLayers),
        ]),
        head: Sequential([("classifier", last)]))
    }
  }

  /// Numbered as in torchvision, where ReLU and pooling count.
  private func convolutions(_ channels: Int, using rng: inout Random) throws -> Sequential {
    let start: Initialisation = head == .big ? .kaimingFanOut : .standard
    var layers: [(name: String, layer: any Layer)] = []
    var (input, place) = (channels, 0)
    for (output, count) in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)] {
      for _ in 0..<count {
        let convolution = try Convolution(
          input, to: output, kernel: 3, padding: 1, initialisation: start, using: &rng)
        layers.append(("\(place)", convolution))
        layers.append(("\(place + 1)", try BatchNorm(output, activation: .relu)))
        (input, place) = (output, place + 3)
      }
      layers.append(("\(place)", MaxPool(2)))
      place += 1
    }
    return Sequential(layers)
  }

  /// Two hidden layers, and what makes classes of them.
  private func bigHead(
    _ classes: Int, using rng: inout Random
  ) throws -> (hidden: Sequential, last: Sequential) {
    let start = Initialisation.normal(deviation: 0.01)
    let first = try Linear(512 * 49, to: hidden, initialisation: start, using: &rng)
    let second = try Linear(hidden, to: hidden, initialisation: start, using: &rng)
    let last = try Linear(hidden, to: classes, initialisation: start, using: &rng)
    return (
      Sequential([
        ("0", first), ("1", Activate(.relu)), ("2", Dropout(dropout)),
        ("3", second), ("4", Activate(.relu)),
      ]),
      Sequential([("5", Dropout(dropout)), ("6", last)])
    )
  }

  public static let recipe = Recipe<any ClassifierDesign>(
    "vgg16", "VGG of 13 convolutions with batch-norm, under torchvision's names.",
    source: "Simonyan & Zisserman 2015, configuration D; heads as in BAL and VAAL",
    Option(
      "head", Head.linear.rawValue, of: Head.allCases.map(\.rawValue),
      "one linear layer, or torchvision's three with dropout", fixed: true),
    Option("hidden", 4096, in: 1...65536, "width of the big head's hidden layers", fixed: true),
    Option("dropout", 0.5, in: 0...0.99, "share of values that the big head drops", fixed: true)
  ) { head, hidden, dropout in
    VGG16(head: Head(rawValue: head) ?? .linear, hidden: hidden, dropout: Float(dropout))
  }
}
