import Tensors

/// A network that embeds an image and rebuilds it from its embedding.
public protocol AutoencodingNetwork: Network {
  /// Channels, height, width.
  var inputShape: [Int] { get }
  var embeddingSize: Int { get }
  /// - Shape: inputShape → embeddingSize.
  var encoder: Sequential { get }
  /// - Shape: embeddingSize → inputShape.
  var decoder: Sequential { get }
}

extension AutoencodingNetwork {
  public var parameters: [NamedParameter] {
    encoder.parameters.map { $0.under("encoder") } + decoder.parameters.map { $0.under("decoder") }
  }

  public func summaryRows() throws -> [[String]] {
    try encoder.summary(for: inputShape, under: "encoder")
      + decoder.summary(for: [embeddingSize], under: "decoder")
  }
}
