import ActiveLearning
import Tensors

/// Everything that `crescent-bench` can time.
enum Cases {
  static let all = [autoencoderStep, cnnStep, autoencoderScoring, entropy]

  static func named(_ name: String) throws -> Case {
    guard let found = all.first(where: { $0.name == name }) else {
      throw Failure(
        "crescent-bench", "no case '\(name)'",
        expected: all.map(\.name).joined(separator: ", "))
    }
    return found
  }

  private static func autoencoder() throws -> Autoencoder {
    var rng = Random(seed: 1, stream: "bench")
    return try Autoencoder(inputShape: [1, 28, 28], embeddingSize: 10, using: &rng)
  }

  private static let autoencoderStep = Case(
    name: "cae-step", summary: "training step of the autoencoder, 256×1×28×28, Adam"
  ) { precision in
    let net = try autoencoder()
    let images = try Rule.images([256, 1, 28, 28])
    return try TrainingStep.body(of: net, with: Adam(), precision: precision) { pass in
      try net.decoder(net.encoder(images, pass), pass).meanSquaredError(images)
    }
  }

  private static let cnnStep = Case(
    name: "cnn-step", summary: "training step of three blocks of convolutions, 128×3×32×32, SGD"
  ) { precision in
    let net = try ThreeBlocks()
    return try TrainingStep.classifier(net, batch: 128, precision: precision) {
      try net.layers($0, $1)
    }
  }

  private static let autoencoderScoring = Case(
    name: "cae-embed", summary: "embeddings of 512×1×28×28"
  ) { precision in
    let net = try autoencoder()
    try Rule.fill(net.parameters)
    let images = try Rule.images([512, 1, 28, 28])
    return {
      let embeddings = try net.encoder(images, .inference(precision: precision))
      return [Double(try (embeddings * embeddings).mean().item())]
    }
  }

  private static let entropy = Case(
    name: "entropy", summary: "entropy of 1,000,000×10 probabilities"
  ) { _ in
    let p = try Tensor(repeating: 0.1, shape: [1_000_000, 10])
    return { [Double(Entropy.scores(of: p)[7])] }
  }
}
