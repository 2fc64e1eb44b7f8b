import Networks
import Recipes
import Tensors

/// Active learning by an autoencoder with a clustering layer and the cluster contrastive loss.
///
/// Pretrain an autoencoder on everything; put one centre for each class at the mean of its labelled
/// embeddings; train reconstruction + γ·KL + λ·CCL; classify by the most probable centre; ask for
/// the images whose assignment has the highest entropy.
/// - Source: Roda & Geva 2024. Where the paper is silent the settings are DCEC's (Guo et al. 2017).
public struct CCL: Method {
  public let contrast: ClusterContrastiveLoss
  /// Weight of KL(P‖Q).
  public let gamma: Float
  /// Weight of the cluster contrastive loss.
  public let lambda: Float
  /// Optimizer steps between two computations of the target distribution.
  public let refresh: Int
  /// Share of each training batch that is drawn, with replacement, from the labelled images.
  public let labelledShare: Double
  public let batch: Int
  public let rate: Float
  public let embedding: Int
  /// By which batch-norm works outside training.
  let statistics: NormStatistics.Kind

  public var procedure: Procedure {
    Procedure(strategy: NamedOptions("entropy"), epochs: 10)
  }

  public func makeLearner(
    imageShape: [Int], classes: Int, streams: inout Streams
  ) throws -> any Learner {
    try ClusterLearner(self, imageShape: imageShape, classes: classes, streams: &streams)
  }

  public static let recipe = Recipe<any Method>(
    "ccl", "Autoencoder, clustering layer and cluster contrastive loss; asks by entropy.",
    source: "Roda & Geva, Frontiers in AI 7:1398844, 2024",
    Option<Double>("tau", positive: 0.1, "temperature of the contrastive loss"),
    Option<Double>("gamma", 0.1, in: 0..., "weight of KL(P‖Q), the self-training term"),
    Option<Double>("lambda", 1.0, in: 0..., "weight of the contrastive loss"),
    Option<Int>(
      "refresh", 80, in: 1..., "steps between two computations of the target distribution"),
    Option<String>(
      "reading", "B", of: ["A", "B"], "reading of Eq. 7: A contrasts samples, B centres"),
    Option<String>(
      "similarity", "cosine", of: ["cosine", "euclidean"],
      "of an embedding and a centre in the contrastive loss"),
    Option<Double>(
      "labelled_share", 0.5, in: 0...1, "share of each batch drawn from the labelled images"),
    Option<Int>("batch", 256, in: 2...65536, "images in a mini-batch"),
    Option<Double>("rate", positive: 1e-3, "Adam's step size"),
    Option<Int>("embedding", 10, in: 1...4096, "size of the embedding", fixed: true),
    NormStatistics.Kind.option
  ) {
    (
      tau: Double, gamma: Double, lambda: Double, refresh: Int, reading: String,
      similarity: String, share: Double, batch: Int, rate: Double, embedding: Int,
      statistics: String
    ) in
    CCL(
      contrast: ClusterContrastiveLoss(
        reading: reading == "A" ? .a : .b,
        similarity: similarity == "cosine" ? .cosine : .euclidean, tau: Float(tau)),
      gamma: Float(gamma), lambda: Float(lambda), refresh: refresh, labelledShare: share,
      batch: batch, rate: Float(rate), embedding: embedding,
      statistics: .init(option: statistics))
  }
}
