import Networks
import Tensors

/// The variational autoencoder of VAAL, and with a classifier on half of its latent that of SRAAL.
///
/// Encoder: convolutions 128, 256, 512, 1024 (4×4, stride 2, padding 1, no bias), each with
/// batch-norm and ReLU, then two linear layers for mean and log-variance. Decoder: linear to
/// 1024×4×4, transposed convolutions 512, 256, 128 with batch-norm and ReLU, a 1×1 one to the image.
/// Images of 32×32; for 28×28 the last kernel of the encoder and the first of the decoder are 3×3.
/// - Source: Sinha et al. 2019 (VAAL), with its published code; Zhang et al. 2020 (SRAAL): the first
///   half of the latent is decoded, the second classified by layers latent/2–1024–256–classes.
/// - Differs: images of other sizes are refused, to be resized where they are read; all channels may
///   be scaled by the width of the first layer.
public final class VariationalAutoencoder: Network {
  /// Where an image lies in the latent space.
  public struct Code {
    /// Both [n × latent].
    public let mean: Tensor
    public let logVariance: Tensor
    /// Drawn around the mean; the mean itself where a pass has nothing to draw from.
    public let sample: Tensor
  }

  /// Channels, height, width.
  public let inputShape: [Int]
  public let latent: Int
  let features: Sequential
  let mean: Linear
  let logVariance: Linear
  let decoder: Sequential
  let classifier: Sequential?

  /// - Parameters:
  ///   - latent: nil for the papers' sizes: 32, 28 for images of 28×28, 200 with a classifier.
  ///   - classes: of the classifier on the second half of the latent; nil for none.
  ///   - width: channels of the first convolution; the others are 2, 4 and 8 times as many.
  /// - Throws: a `Failure` for images of another size than 32×32 or 28×28.
  public init(
    inputShape: [Int], latent: Int? = nil, classes: Int? = nil, width: Int = 128,
    using rng: inout Random
  ) throws {
    guard inputShape.count == 3, 1...64 ~= inputShape[0], inputShape[1] == inputShape[2],
      [28, 32].contains(inputShape[1])
    else {
      throw Failure(
        "variational autoencoder", "images do not fit",
        expected: "channels×32×32 or channels×28×28",
        got: Shape.text(inputShape))
    }
    let latent = latent ?? (classes == nil ? (inputShape[1] == 28 ? 28 : 32) : 200)
    guard 1...1024 ~= width else {
      throw Failure(
        "variational autoencoder", "no such width", expected: "1 to 1024", got: "\(width)")
    }
    guard 1...65536 ~= latent, classes == nil || latent.isMultiple(of: 2) else {
      throw Failure(
        "variational autoencoder", "no such latent size",
        expected: classes == nil ? "1 to 65536" : "an even number from 2 to 65536",
        got: "\(latent)")
    }
    let inner = inputShape[1] == 28 ? 3 : 4
    features = try Self.encoder(inputShape[0], inner, width, using: &rng)
    mean = try Linear(32 * width, to: latent, using: &rng)
    logVariance = try Linear(32 * width, to: latent, using: &rng)
    decoder = try Self.decoder(
      classes == nil ? latent : latent / 2, to: inputShape[0], inner, width, using: &rng)
    classifier = try classes.map { try Self.classifier(latent / 2, to: $0, using: &rng) }
    self.inputShape = inputShape
    self.latent = latent
  }

  /// Weights normal with deviation √(2 / fan-in), biases 0, where the code of VAAL has them so.
  private static func kaiming(_ fan: Int) -> Initialisation {
    .normal(deviation: (2 / Float(fan)).squareRoot())
  }

  private static func encoder(
    _ channels: Int, _ inner: Int, _ width: Int, using rng: inout Random
  ) throws -> Sequential {
    var layers: [(name: String, layer: any Layer)] = []
    var input = channels
    for (place, output) in [width, 2 * width, 4 * width, 8 * width].enumerated() {
      let kernel = place == 3 ? inner : 4
      layers.append(
        (
          "conv\(place + 1)",
          try Convolution(
            input, to: output, kernel: kernel, stride: 2, padding: 1, bias: false,
            initialisation: kaiming(input * kernel * kernel), using: &rng)
        ))
      layers.append(("norm\(place + 1)", try BatchNorm(output, activation: .relu)))
      input = output
    }
    return Sequential(layers + [("flatten", Reshape(to: [32 * width]))])
  }

  private static func decoder(
    _ latent: Int, to channels: Int, _ inner: Int, _ width: Int, using rng: inout Random
  ) throws -> Sequential {
    var layers: [(name: String, layer: any Layer)] = [
      (
        "expand",
        try Linear(latent, to: 8 * width * 16, initialisation: kaiming(latent), using: &rng)
      ),
      ("unflatten", Reshape(to: [8 * width, 4, 4])),
    ]
    var input = 8 * width
    for (place, output) in [4 * width, 2 * width, width].enumerated() {
      layers.append(
        (
          "deconv\(place + 1)",
          try TransposedConvolution(
            input, to: output, kernel: place == 0 ? inner : 4, stride: 2, padding: 1,
            outputPadding: 0, bias: false, using: &rng)
        ))
      layers.append(("norm\(place + 1)", try BatchNorm(output, activation: .relu)))
      input = output
    }
    let last = try TransposedConvolution(
      input, to: channels, kernel: 1, stride: 1, padding: 0, outputPadding: 0, using: &rng)
    return Sequential(layers + [("image", last)])
  }

  private static func classifier(
    _ input: Int, to classes: Int, using rng: inout Random
  ) throws -> Sequential {
    Sequential([
      ("linear1", try Linear(input, to: 1024, using: &rng)), ("relu1", Activate(.relu)),
      ("linear2", try Linear(1024, to: 256, using: &rng)), ("relu2", Activate(.relu)),
      ("linear3", try Linear(256, to: classes, using: &rng)),
    ])
  }

  public var parameters: [NamedParameter] {
    features.parameters.map { $0.under("encoder") }
      + mean.parameters.map { $0.under("mean") }
      + logVariance.parameters.map { $0.under("log_variance") }
      + decoder.parameters.map { $0.under("decoder") }
      + (classifier?.parameters.map { $0.under("classifier") } ?? [])
  }

  /// - Shape: [n] + inputShape.
  public func encode(_ images: Tensor, _ pass: Pass) throws -> Code {
    let h = try features(images, pass)
    let (mean, logVariance) = try (self.mean(h, pass), self.logVariance(h, pass))
    guard var random = pass.random else {
      return Code(mean: mean, logVariance: logVariance, sample: mean)
    }
    let sample = try mean.sampledGaussian(logVariance: logVariance, using: &random)
    pass.random = random
    return Code(mean: mean, logVariance: logVariance, sample: sample)
  }

  /// The image of a latent, of which only the first half counts where there is a classifier.
  /// - Shape: [n × latent] → [n] + inputShape.
  public func decode(_ latents: Tensor, _ pass: Pass) throws -> Tensor {
    try decoder(classifier == nil ? latents : half(latents, first: true), pass)
  }

  /// Logits of the classifier on the second half of a latent.
  /// - Shape: [n × latent] → [n × classes].
  /// - Throws: a `Failure` where there is no classifier.
  public func classify(_ latents: Tensor, _ pass: Pass) throws -> Tensor {
    guard let classifier else {
      throw Failure("variational autoencoder", "has no classifier", expected: "classes")
    }
    return try classifier(half(latents, first: false), pass)
  }

  /// One half of the columns.
  private func half(_ latents: Tensor, first: Bool) throws -> Tensor {
    let start = first ? 0 : latent / 2
    return try latents.transposed().rows(start..<start + latent / 2).transposed()
  }

  public func summaryRows() throws -> [[String]] {
    let code = [("mean", mean), ("log_variance", logVariance)].map { name, layer in
      (name: name, layer: layer)
    }
    return try features.summary(for: inputShape, under: "encoder")
      + code.flatMap { try $0.layer.summary(for: [mean.input], under: $0.name) }
      + decoder.summary(for: [classifier == nil ? latent : latent / 2], under: "decoder")
      + (classifier?.summary(for: [latent / 2], under: "classifier") ?? [])
  }
}
