import ActiveLearning
import Tensors

/// Everything that `crescent-bench` can time.
enum Cases {
  static let all = [autoencoderStep, autoencoderScoring, entropy]

  private static let autoencoderStep = Case(
    name: "cae-step", summary: "training step of the autoencoder, 256×1×28×28"
  ) {
    var rng = Random(seed: 1, stream: "bench")
    let net = try Autoencoder(inputShape: [1, 28, 28], embeddingSize: 10, using: &rng)
    var optimizer = Adam()
    let images = try rng.uniform(shape: [256, 1, 28, 28], in: 0..<1)
    return {
      let pass = Pass.training()
      let rebuilt = try net.decoder(net.encoder(images, pass), pass)
      let loss = try rebuilt.meanSquaredError(images)
      let gradients = try pass.gradients(of: loss, for: net.trained.map(\.parameter))
      try optimizer.step(net.trained, gradients: gradients)
      return try loss.item().isFinite
    }
  }

  private static let autoencoderScoring = Case(
    name: "cae-embed", summary: "embeddings of 512×1×28×28"
  ) {
    var rng = Random(seed: 1, stream: "bench")
    let net = try Autoencoder(inputShape: [1, 28, 28], embeddingSize: 10, using: &rng)
    let images = try rng.uniform(shape: [512, 1, 28, 28], in: 0..<1)
    return { try net.encoder(images, .inference()).shape == [512, 10] }
  }

  private static let entropy = Case(
    name: "entropy", summary: "entropy of 1,000,000×10 probabilities"
  ) {
    let p = try Tensor(repeating: 0.1, shape: [1_000_000, 10])
    return { abs(Entropy.scores(of: p)[7] - 2.302585) < 1e-5 }
  }
}
