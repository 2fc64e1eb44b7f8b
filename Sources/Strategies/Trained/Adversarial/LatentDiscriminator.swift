import Networks
import Tensors

/// Tells whether a latent is of a labelled image: linear layers with ReLU, a sigmoid at the end.
/// - Source: Sinha et al. 2019 (VAAL): latent–512–512–1; Zhang et al. 2020 (SRAAL): four of 512.
public final class LatentDiscriminator: Network {
  public let latent: Int
  let layers: Sequential

  /// - Parameter hidden: the widths of the hidden layers.
  public init(latent: Int, hidden: [Int] = [512, 512], using rng: inout Random) throws {
    guard latent >= 1, hidden.allSatisfy({ $0 >= 1 }) else {
      throw Failure(
        "discriminator", "no such widths", expected: "1 or more", got: "\([latent] + hidden)")
    }
    var layers: [(name: String, layer: any Layer)] = []
    var input = latent
    for (place, width) in (hidden + [1]).enumerated() {
      let start = Initialisation.normal(deviation: (2 / Float(input)).squareRoot())
      layers.append(
        (
          "linear\(place + 1)",
          try Linear(input, to: width, initialisation: start, using: &rng)
        ))
      layers.append(
        place < hidden.count
          ? ("relu\(place + 1)", Activate(.relu)) : ("sigmoid", Activate(.sigmoid)))
      input = width
    }
    self.latent = latent
    self.layers = Sequential(layers)
  }

  public var parameters: [NamedParameter] { layers.parameters }

  /// How probably each latent is of a labelled image.
  /// - Shape: [n × latent] → [n × 1], from 0 to 1.
  public func callAsFunction(_ latents: Tensor, _ pass: Pass) throws -> Tensor {
    try layers(latents, pass)
  }

  /// The same before the sigmoid, which tells apart what rounds to 0 or 1 after it.
  /// - Shape: [n × latent] → [n × 1].
  public func logits(_ latents: Tensor, _ pass: Pass) throws -> Tensor {
    try Sequential(Array(layers.layers.dropLast()))(latents, pass)
  }

  public func summaryRows() throws -> [[String]] { try layers.summary(for: [latent], under: "") }
}
