import ActiveLearning
import Tensors

/// Everything that `crescent-bench` can time.
enum Cases {
  static let all =
    [
      autoencoderStep, cnnStep, resNetStep, vggStep, scoring(10_000, name: "resnet18-scoring"),
      scoring(1000, name: "resnet18-scoring-tenth"), entropy,
    ] + GeometryCases.all

  static func named(_ name: String) throws -> Case {
    guard let found = all.first(where: { $0.name == name }) else {
      throw Failure(
        "crescent-bench", "no case '\(name)'",
        expected: all.map(\.name).joined(separator: ", "))
    }
    return found
  }

  private static let autoencoderStep = Case(
    name: "cae-step", summary: "training step of the autoencoder, 256×1×28×28, Adam"
  ) {
    var rng = Random(seed: 1, stream: "bench")
    let net = try Autoencoder(inputShape: [1, 28, 28], embeddingSize: 10, using: &rng)
    let images = try Rule.images([256, 1, 28, 28])
    return try TrainingStep.body(of: net, with: Adam()) { pass in
      try net.decoder(net.encoder(images, pass), pass).meanSquaredError(images)
    }
  }

  private static let cnnStep = Case(
    name: "cnn-step", summary: "training step of three blocks of convolutions, 128×3×32×32, SGD"
  ) { try TrainingStep.classifier(classifier(CNN()), batch: 128) }

  private static let resNetStep = Case(
    name: "resnet18-step", summary: "training step of ResNet-18, 128×3×32×32, SGD"
  ) { try TrainingStep.classifier(classifier(ResNet18()), batch: 128) }

  private static let vggStep = Case(
    name: "vgg16-step", summary: "training step of VGG16 with batch-norm, 128×3×32×32, SGD"
  ) { try TrainingStep.classifier(classifier(VGG16()), batch: 128) }

  private static func classifier(_ design: some ClassifierDesign) throws -> any Classifier {
    var rng = Random(seed: 1, stream: "bench")
    return try design.makeClassifier(inputShape: [3, 32, 32], classes: 10, using: &rng)
  }

  /// Probabilities and embeddings of a pool, 250 images at a time.
  private static func scoring(_ count: Int, name: String) -> Case {
    Case(
      name: name, summary: "probabilities and embeddings of \(count)×3×32×32 by ResNet-18"
    ) {
      let net = try classifier(ResNet18())
      try Rule.fill(net.parameters)
      let images = try Rule.images([count, 3, 32, 32])
      return {
        var (probabilities, embeddings) = ([Tensor](), [Tensor]())
        for start in stride(from: 0, to: count, by: 250) {
          let chunk = try images.rows(start..<min(start + 250, count))
          let outputs = try net.outputs(of: chunk, .inference())
          probabilities.append(outputs.probabilities)
          embeddings.append(outputs.embeddings)
        }
        return try [probabilities, embeddings].map {
          Double(try Tensor.concatenated($0).squared().mean().item())
        }
      }
    }
  }

  private static let entropy = Case(
    name: "entropy", summary: "entropy of 1,000,000×10 probabilities"
  ) {
    let p = try Tensor(repeating: 0.1, shape: [1_000_000, 10])
    return { try [Double(Entropy.scores(of: p)[7])] }
  }
}
