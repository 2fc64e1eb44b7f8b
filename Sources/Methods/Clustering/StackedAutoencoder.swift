import Networks
import Tensors

/// The autoencoder of DEC: fully connected, d–500–500–2000–10 and back, ReLU except at the code and
/// at the output.
/// - Source: Xie et al. 2016, §5.2; widths as in its code.
public final class StackedAutoencoder: AutoencodingNetwork {
  /// Channels, height, width, or the number of features alone.
  public let inputShape: [Int]
  public let embeddingSize: Int
  public let encoder: Sequential
  public let decoder: Sequential

  /// - Throws: a `Failure` for sizes below 1.
  public init(
    inputShape: [Int], embeddingSize: Int = 10, hidden: [Int] = [500, 500, 2000],
    using rng: inout Random
  ) throws {
    guard !inputShape.isEmpty, (inputShape + hidden + [embeddingSize]).allSatisfy({ $0 >= 1 }),
      Tensor.fits(inputShape)
    else {
      throw Failure(
        "stacked autoencoder", "no such sizes", expected: "1 or more",
        got: "\(inputShape), hidden \(hidden), embedding \(embeddingSize)")
    }
    let features = inputShape.reduce(1, *)
    let widths = [features] + hidden + [embeddingSize]
    encoder = Sequential(
      [("flatten", Reshape(to: [features]))] + (try Self.stack(widths, using: &rng)))
    decoder = Sequential(
      try Self.stack(widths.reversed(), using: &rng) + [("unflatten", Reshape(to: inputShape))])
    self.inputShape = inputShape
    self.embeddingSize = embeddingSize
  }

  /// Linear layers from width to width, with ReLU between them.
  private static func stack(
    _ widths: [Int], using rng: inout Random
  ) throws -> [(name: String, layer: any Layer)] {
    var layers: [(name: String, layer: any Layer)] = []
    for place in 1..<widths.count {
      layers.append(
        ("linear\(place)", try Linear(widths[place - 1], to: widths[place], using: &rng)))
      if place < widths.count - 1 { layers.append(("relu\(place)", Activate(.relu))) }
    }
    return layers
  }
}
