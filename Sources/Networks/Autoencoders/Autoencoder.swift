import Tensors

/// The convolutional autoencoder of DCEC, and with two batch-norms that of CCL.
///
/// Encoder: convolutions 32 (5×5), 64 (5×5), 128 (3×3), all stride 2, and a linear embedding.
/// The decoder mirrors it. Any side from 8 on; 1 or 3 channels.
/// - Source: Roda & Geva 2024, §3.1; filters from Guo et al. 2017 (DCEC), whose code pads the third
///   convolution only where the side divides by 8. Differs: batch-norm sits after the third
///   convolution and after the decoder's linear layer, since the paper does not place it.
public final class Autoencoder: AutoencodingNetwork {
  /// Channels, height, width.
  public let inputShape: [Int]
  public let embeddingSize: Int
  public let encoder: Sequential
  public let decoder: Sequential

  /// - Parameter normalizes: with the batch-norms of CCL; without them ReLU stands in their place.
  /// - Throws: a `Failure` for images under 8 pixels a side.
  public init(
    inputShape: [Int], embeddingSize: Int, normalizes: Bool = true, using rng: inout Random
  ) throws {
    guard inputShape.count == 3, 1...64 ~= inputShape[0], 8...1024 ~= inputShape[1],
      8...1024 ~= inputShape[2], embeddingSize >= 1
    else {
      throw Failure(
        "autoencoder", "images do not fit",
        expected: "channels×height×width, sides from 8 to 1024",
        got: Shape.text(inputShape))
    }
    let channels = inputShape[0]
    let padding = inputShape[1].isMultiple(of: 8) && inputShape[2].isMultiple(of: 8) ? 1 : 0
    let conv1 = try Convolution(
      channels, to: 32, kernel: 5, stride: 2, padding: 2, activation: .relu, using: &rng)
    let conv2 = try Convolution(
      32, to: 64, kernel: 5, stride: 2, padding: 2, activation: .relu, using: &rng)
    let conv3 = try Convolution(64, to: 128, kernel: 3, stride: 2, padding: padding, using: &rng)
    let map1 = try conv1.outputShape(for: inputShape)
    let map2 = try conv2.outputShape(for: map1)
    let map3 = try conv3.outputShape(for: map2)
    let features = map3.reduce(1, *)
    encoder = Sequential([
      ("conv1", conv1), ("conv2", conv2), ("conv3", conv3),
      normalizes
        ? ("norm", try BatchNorm(128, activation: .relu)) : ("relu", Activate(.relu)),
      ("flatten", Reshape(to: [features])),
      ("embedding", try Linear(features, to: embeddingSize, using: &rng)),
    ])
    decoder = Sequential([
      ("expand", try Linear(embeddingSize, to: features, using: &rng)),
      normalizes
        ? ("norm", try BatchNorm(features, activation: .relu)) : ("relu", Activate(.relu)),
      ("unflatten", Reshape(to: map3)),
      ("deconv3", try Self.mirror(conv3, from: map3, to: map2, relu: true, using: &rng)),
      ("deconv2", try Self.mirror(conv2, from: map2, to: map1, relu: true, using: &rng)),
      ("deconv1", try Self.mirror(conv1, from: map1, to: inputShape, relu: false, using: &rng)),
    ])
    self.inputShape = inputShape
    self.embeddingSize = embeddingSize
  }

  /// The transposed convolution that undoes the shape of `convolution`.
  private static func mirror(
    _ convolution: Convolution, from small: [Int], to large: [Int], relu: Bool,
    using rng: inout Random
  ) throws -> TransposedConvolution {
    let (kernel, stride) = (convolution.kernel, convolution.stride)
    let reach = (small[1] - 1) * stride - 2 * convolution.padding + kernel
    // Height and width may need different output padding only where one is odd and the other even.
    guard large[1] - small[1] * stride == large[2] - small[2] * stride else {
      throw Failure(
        "autoencoder", "height and width differ in how they halve",
        expected: "sides of the same remainder modulo 8", got: Shape.text(large))
    }
    return try TransposedConvolution(
      convolution.output, to: convolution.input, kernel: kernel, stride: stride,
      padding: convolution.padding, outputPadding: large[1] - reach,
      activation: relu ? .relu : .none, using: &rng)
  }
}
