import Networks
import Recipes
import Tensors

/// Clustering by an autoencoder whose embedding is drawn towards its own sharpened assignments: DEC,
/// and DCEC and SDEC, which differ from it in the network and in what is added to KL.
///
/// Pretrain the autoencoder; start as many centres as there are classes by k-means; train
/// r·reconstruction + γ·KL(P‖Q) + λ·(pairs), P made anew each `refresh` steps, until the clusters
/// have converged. Labels are no part of it, but for SDEC's pairs; those that are known say which cluster
/// stands for which class.
/// - Source: Xie, Girshick & Farhadi 2016 (DEC); Guo et al. 2017 (DCEC); Ren et al. 2019 (SDEC).
public struct DeepClustering: Method {
  /// Which autoencoder.
  enum Network: Equatable {
    /// DEC's: d–w–w–4w–embedding and back.
    case stacked(width: Int)
    /// DCEC's: three convolutions and a linear layer, and back.
    case convolutional
  }

  /// SDEC's term on pairs.
  struct Pairs {
    /// λ.
    let weight: Float
    /// How far apart (squared) pairs of two classes are pushed; nil for the mean between the centres.
    let margin: Float?
  }

  let name: String
  let network: Network
  let embedding: Int
  /// γ.
  let gamma: Float
  /// r.
  let reconstruction: Float
  let pairs: Pairs?
  let refresh: Int
  let tolerance: Double
  let batch: Int
  let restarts: Int
  let pretraining: Configuration<any Optimizer>
  let training: Configuration<any Optimizer>

  public var procedure: Procedure {
    Procedure(strategy: NamedOptions("random"), epochs: 100)
  }

  public func makeLearner(
    imageShape: [Int], classes: Int, streams: inout Streams
  ) throws -> any Learner {
    try DeepClusteringLearner(self, imageShape: imageShape, classes: classes, streams: &streams)
  }
}

extension DeepClustering {
  /// What all three share; the rest of their options are their own.
  struct Common {
    static let embedding = Option<Int>(
      "embedding", 10, in: 1...4096, "size of the embedding", fixed: true)
    static let refresh = Option<Int>(
      "refresh", 140, in: 1..., "steps between two computations of the target distribution")
    static let tolerance = Option<Double>(
      "tolerance", 1e-3, in: 0...1,
      "ends where so small a share of images changes its cluster; 0: never")
    static let batch = Option<Int>("batch", 256, in: 2...65536, "images in a mini-batch")
    static let restarts = Option<Int>("restarts", 20, in: 1...1000, "runs of k-means")
    static let pretraining = Option<String>(
      "pretraining", "adam", of: Catalogue<any Optimizer>.optimizers.recipes.map(\.name),
      "the optimizer of the reconstruction")
    static let pretrainingRate = Option<Double?>(
      "pretraining_rate", optionalPositive: "its step size; its own if left out")
    static func optimizer(_ name: String) -> Option<String> {
      Option<String>(
        "optimizer", name, of: Catalogue<any Optimizer>.optimizers.recipes.map(\.name),
        "the optimizer of the clustering")
    }
    static func rate(_ rate: Double) -> Option<Double> {
      Option<Double>("rate", positive: rate, "its step size")
    }
  }

  private init(
    _ name: String, _ network: Network, embedding: Int, gamma: Double, reconstruction: Float,
    pairs: Pairs? = nil, refresh: Int, tolerance: Double, batch: Int, restarts: Int,
    pretraining: String, pretrainingRate: Double?, optimizer: String, rate: Double
  ) throws {
    self.init(
      name: name, network: network, embedding: embedding, gamma: Float(gamma),
      reconstruction: reconstruction, pairs: pairs, refresh: refresh, tolerance: tolerance,
      batch: batch, restarts: restarts,
      pretraining: try Configuration(
        optimizerNamed: pretraining, ["rate": pretrainingRate], [:]),
      training: try Configuration(optimizerNamed: optimizer, ["rate": rate], [:]))
  }

  public static let dec = Recipe<any Method>(
    "dec", "Deep embedded clustering: an autoencoder and its own sharpened assignments.",
    source: "Xie, Girshick & Farhadi 2016; settings of their code for MNIST",
    Common.embedding,
    Option<Int>(
      "width", 500, in: 1...65536,
      "of the first two hidden layers; the third is four times as wide", fixed: true),
    Common.refresh, Common.tolerance, Common.batch, Common.restarts, Common.pretraining,
    Common.pretrainingRate, Common.optimizer("sgd"), Common.rate(0.01)
  ) {
    (
      embedding: Int, width: Int, refresh: Int, tolerance: Double, batch: Int, restarts: Int,
      pretraining: String, pretrainingRate: Double?, optimizer: String, rate: Double
    ) in
    try DeepClustering(
      "dec", .stacked(width: width), embedding: embedding, gamma: 1, reconstruction: 0,
      refresh: refresh, tolerance: tolerance, batch: batch, restarts: restarts,
      pretraining: pretraining, pretrainingRate: pretrainingRate, optimizer: optimizer,
      rate: rate)
  }

  public static let dcec = Recipe<any Method>(
    "dcec", "Deep convolutional embedded clustering: DEC that goes on rebuilding the images.",
    source: "Guo, Liu, Zhu & Yin 2017",
    Common.embedding, Option<Double>("gamma", 0.1, in: 0..., "weight of KL(P‖Q)"),
    Common.refresh, Common.tolerance, Common.batch, Common.restarts, Common.pretraining,
    Common.pretrainingRate, Common.optimizer("adam"), Common.rate(1e-3)
  ) {
    (
      embedding: Int, gamma: Double, refresh: Int, tolerance: Double, batch: Int, restarts: Int,
      pretraining: String, pretrainingRate: Double?, optimizer: String, rate: Double
    ) in
    try DeepClustering(
      "dcec", .convolutional, embedding: embedding, gamma: gamma, reconstruction: 1,
      refresh: refresh, tolerance: tolerance, batch: batch, restarts: restarts,
      pretraining: pretraining, pretrainingRate: pretrainingRate, optimizer: optimizer,
      rate: rate)
  }

  public static let sdec = Recipe<any Method>(
    "sdec", "Semi-supervised DEC: pairs of one class are pulled together, of two pushed apart.",
    source: "Ren et al. 2019, Eq. 5",
    Common.embedding,
    Option<Int>(
      "width", 500, in: 1...65536,
      "of the first two hidden layers; the third is four times as wide", fixed: true),
    Option<Double>("lambda", 1e-5, in: 0..., "weight of the pairs; the paper's is next to nothing"),
    Option<Double?>(
      "margin",
      optionalPositive: "squared distance to which pairs of two classes are pushed; "
        + "the mean between the centres if left out"),
    Common.refresh, Common.tolerance, Common.batch, Common.restarts, Common.pretraining,
    Common.pretrainingRate, Common.optimizer("sgd"), Common.rate(0.01)
  ) {
    (
      embedding: Int, width: Int, lambda: Double, margin: Double?, refresh: Int,
      tolerance: Double, batch: Int, restarts: Int, pretraining: String,
      pretrainingRate: Double?, optimizer: String, rate: Double
    ) in
    try DeepClustering(
      "sdec", .stacked(width: width), embedding: embedding, gamma: 1, reconstruction: 0,
      pairs: Pairs(weight: Float(lambda), margin: margin.map { Float($0) }), refresh: refresh,
      tolerance: tolerance, batch: batch, restarts: restarts, pretraining: pretraining,
      pretrainingRate: pretrainingRate, optimizer: optimizer, rate: rate)
  }
}
