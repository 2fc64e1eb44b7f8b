import Networks
import Recipes
import Tensors

/// Clustering by a network that learns from pairs: images of one class near, of two classes far.
/// AutoEmbedder and ADC, which differ in the network, in the loss of a pair and in what comes after.
///
/// Each training: epochs over the pairs (those that were asked about, and those that labels make); then
/// centres by k-means over all images; then, in ADC, self-training as in DEC.
/// - Source: Ohi, Mridha, Safir, Hamid & Monowar 2020 (AutoEmbedder); Sun, Zhou, Du & Li 2022 (ADC).
public struct PairClustering: Method {
  /// What embeds images.
  enum Network {
    /// ADC's own.
    case siamese
    /// A classifier whose logits are the embedding.
    case classifier(Configuration<any ClassifierDesign>)

    var named: NamedOptions? {
      if case .classifier(let design) = self { design.named } else { nil }
    }
  }

  /// Of the distance of a pair.
  enum Loss {
    /// ADC's: squared, or what is left to a margin, squared.
    case contrastive(PairContrastiveLoss)
    /// AutoEmbedder's: squared error of min(distance, α) from 0 or α.
    case regression(PairRegressionLoss)
  }

  /// ADC's self-training after k-means.
  struct Refinement {
    /// At most.
    let epochs: Int
    let rate: Float
    let refresh: Int
    let tolerance: Double
    let batch: Int
  }

  let name: String
  public let procedure: Procedure
  let network: Network
  let embedding: Int
  let loss: Loss
  /// Pairs in a mini-batch.
  let batch: Int
  let restarts: Int
  let optimizer: Configuration<any Optimizer>
  let refinement: Refinement?
  /// By which batch-norm works outside training.
  let statistics: NormStatistics.Kind

  public func makeLearner(
    imageShape: [Int], classes: Int, streams: inout Streams
  ) throws -> any Learner {
    try PairClusteringLearner(self, imageShape: imageShape, classes: classes, streams: &streams)
  }
}

extension PairClustering.Loss {
  /// - Shape: [n × features] twice, n answers → scalar.
  func callAsFunction(_ f: Tensor, _ g: Tensor, isSame: [Bool]) throws -> Tensor {
    switch self {
    case .contrastive(let loss): return try loss(f, g, isSame: isSame)
    case .regression(let loss): return try loss(f, g, isSame: isSame)
    }
  }
}

extension PairClustering {
  public static let autoEmbedder = Recipe<any Method>(
    "autoembedder", "A network that puts pairs of one class together, of two classes far apart.",
    source: "Ohi, Mridha, Safir, Hamid & Monowar 2020",
    Option<String>(
      "network", CNN.recipe.name, of: NetworkCatalogue.all.recipes.map(\.name),
      "what embeds, its classes being the embedding; the paper has a pretrained MobileNet",
      fixed: true),
    Option<[String: OptionValue]>(
      "network_options", optionsOf: "the network", "its own options", fixed: true),
    Option<Int>("embedding", 3, in: 1...4096, "size of the embedding", fixed: true),
    Option<Double>("alpha", positive: 100, "distance at which two classes are kept"),
    Option<Int>("epochs", 120, in: 1...1_000_000, "of a round"),
    Option<Int>("batch", 128, in: 1...65536, "pairs in a mini-batch"),
    Option<Int>("restarts", 10, in: 1...1000, "runs of k-means"),
    Option<String>(
      "optimizer", "adam", of: Catalogue<any Optimizer>.optimizers.recipes.map(\.name),
      "what moves the weights"),
    Option<Double?>("rate", optionalPositive: "step size; the optimizer's own if left out"),
    NormStatistics.Kind.option
  ) {
    (
      network: String, options: [String: OptionValue], embedding: Int, alpha: Double, epochs: Int,
      batch: Int, restarts: Int, optimizer: String, rate: Double?, statistics: String
    ) in
    PairClustering(
      name: "autoembedder",
      procedure: Procedure(strategy: NamedOptions("random"), epochs: epochs),
      network: .classifier(
        try Configuration(try NetworkCatalogue.all.recipe(named: network), options)),
      embedding: embedding, loss: .regression(PairRegressionLoss(alpha: Float(alpha))),
      batch: batch,
      restarts: restarts,
      optimizer: try Configuration(optimizerNamed: optimizer, ["rate": rate], [:]),
      refinement: nil, statistics: .init(option: statistics))
  }

  public static let adc = Recipe<any Method>(
    "adc", "Active deep clustering: learns from pairs, then from its own assignments.",
    source: "Sun, Zhou, Du & Li 2022 (ADC)",
    Option<Int>("embedding", 10, in: 1...4096, "size of the embedding", fixed: true),
    Option<Double>("delta", positive: 1, "distance to which pairs of two classes are pushed"),
    Option<Int>("epochs", 100, in: 1...1_000_000, "over the pairs, in a round"),
    Option<Int>("batch", 64, in: 1...65536, "pairs in a mini-batch"),
    Option<Int>("restarts", 20, in: 1...1000, "runs of k-means"),
    Option<String>(
      "optimizer", "adam", of: Catalogue<any Optimizer>.optimizers.recipes.map(\.name),
      "what moves the weights on pairs; the paper's is rmsprop"),
    Option<Double>("rate", positive: 1e-3, "its step size"),
    Option<Int>(
      "refinement", 20, in: 0...1_000_000, "epochs of self-training after the pairs, at most"),
    Option<Double>("refinement_rate", positive: 1e-3, "SGD's step size there"),
    Option<Int>("refinement_batch", 256, in: 2...65536, "images in a mini-batch there"),
    Option<Int>(
      "refresh", 140, in: 1..., "steps between two computations of the target distribution"),
    Option<Double>(
      "tolerance", 1e-3, in: 0...1,
      "self-training ends where so small a share of images changes its cluster; 0: never")
  ) {
    (
      embedding: Int, delta: Double, epochs: Int, batch: Int, restarts: Int, optimizer: String,
      rate: Double, refinement: Int, refinementRate: Double, refinementBatch: Int, refresh: Int,
      tolerance: Double
    ) in
    PairClustering(
      name: "adc", procedure: Procedure(strategy: NamedOptions("adc_pairs"), epochs: epochs),
      network: .siamese, embedding: embedding,
      loss: .contrastive(PairContrastiveLoss(margin: Float(delta))), batch: batch,
      restarts: restarts,
      optimizer: try Configuration(optimizerNamed: optimizer, ["rate": rate], [:]),
      refinement: refinement == 0
        ? nil
        : Refinement(
          epochs: refinement, rate: Float(refinementRate), refresh: refresh,
          tolerance: tolerance, batch: refinementBatch),
      // Its network has no batch-norm.
      statistics: .running)
  }
}
