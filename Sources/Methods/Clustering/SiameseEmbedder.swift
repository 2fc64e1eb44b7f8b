import Networks
import Tensors

/// The network of ADC, whose embeddings of two images of one class are near, of two classes far.
///
/// Three times (convolutions 3×3 of 64, 128, 256 channels, three in a row, and 2×2 max-pooling), a
/// 1×1 convolution to 10 channels, global average pooling, linear 10; ReLU after each convolution.
/// - Source: ADC (active deep clustering), its network. Differs: the pooling at the end is global, since the printed
///   6×6 window is larger than the 3×3 map that is left of a 28×28 image; convolutions are padded.
public final class SiameseEmbedder: Network {
  /// Channels, height, width.
  public let inputShape: [Int]
  public let embeddingSize: Int
  let layers: Sequential

  /// - Throws: a `Failure` for images under 8 pixels a side.
  public init(inputShape: [Int], embeddingSize: Int = 10, using rng: inout Random) throws {
    guard inputShape.count == 3, 1...64 ~= inputShape[0], 8...1024 ~= inputShape[1],
      8...1024 ~= inputShape[2], 1...65536 ~= embeddingSize
    else {
      throw Failure(
        "siamese network", "images do not fit",
        expected: "channels×height×width, sides from 8 to 1024", got: Shape.text(inputShape))
    }
    var layers: [(name: String, layer: any Layer)] = []
    var input = inputShape[0]
    for (stage, channels) in [64, 128, 256].enumerated() {
      for place in 1...3 {
        let convolution = try Convolution(
          input, to: channels, kernel: 3, padding: 1, activation: .relu, using: &rng)
        layers.append(("conv\(stage + 1)_\(place)", convolution))
        input = channels
      }
      layers.append(("pool\(stage + 1)", MaxPool(2)))
    }
    layers += [
      ("reduce", try Convolution(input, to: 10, kernel: 1, activation: .relu, using: &rng)),
      ("average", GlobalAveragePool()),
      ("embedding", try Linear(10, to: embeddingSize, using: &rng)),
    ]
    self.layers = Sequential(layers)
    self.inputShape = inputShape
    self.embeddingSize = embeddingSize
  }

  public var parameters: [NamedParameter] { layers.parameters }

  /// - Shape: [n] + inputShape → [n × embeddingSize].
  public func callAsFunction(_ images: Tensor, _ pass: Pass) throws -> Tensor {
    try layers(images, pass)
  }

  public func summaryRows() throws -> [[String]] {
    try layers.summary(for: inputShape, under: "")
  }

  /// One step on pairs of images; both branches share their weights, so they are one batch.
  /// - Parameter isSame: of each pair, whether it is of one class.
  /// - Throws: a `Failure` where the loss is not finite; nothing has moved then.
  public func pairStep(
    _ first: Tensor, _ second: Tensor, isSame: [Bool], loss: PairContrastiveLoss = .init(),
    with optimizer: inout some Optimizer, position: String, streams: inout Streams
  ) throws -> [LossTerm] {
    let count = isSame.count
    guard first.shape == second.shape, first.shape.first == count else {
      throw Failure(
        "siamese network", "not pairs", expected: "\(count) images on each side",
        got: "\(first.shape) and \(second.shape)")
    }
    let images = try Tensor.concatenated([first, second])
    return try Training.step(parameters, with: &optimizer, position: position, streams: &streams) {
      pass in
      let z = try layers(images, pass)
      return (
        try loss(z.rows(0..<count), z.rows(count..<2 * count), isSame: isSame), []
      )
    }
  }
}
