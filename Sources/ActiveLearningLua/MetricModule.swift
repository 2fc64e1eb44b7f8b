import ActiveLearning
import LuaHost
import Tensors

/// `metric`: how right predictions are, and how well groups agree.
enum MetricModule {
  static func module(_ workspace: Workspace) -> Module {
    Module(
      "metric", "How right predictions are, and how well groups agree with classes.",
      functions: [
        accuracy, confusion,
        agreement(
          "ari", "The adjusted Rand index of two groupings: 1 where equal, about 0 by chance.",
          source: "Hubert & Arabie 1985", ClusteringMetrics.adjustedRandIndex),
        agreement(
          "nmi", "Mutual information of two groupings over the mean of their entropies.",
          source: "Strehl & Ghosh 2002",
          ClusteringMetrics.normalizedMutualInformation),
        agreement(
          "clustering_accuracy",
          "The share that is right under the best one-to-one map of clusters to classes.",
          source: "Yang et al. 2010", ClusteringMetrics.accuracy),
        agreement(
          "purity", "The share whose cluster has their class as its most frequent one.",
          source: "", ClusteringMetrics.purity),
        silhouette(workspace),
      ])
  }

  private static func agreement(
    _ name: String, _ summary: String, source: String,
    _ measure: @escaping ([Int], [Int]) throws -> Double
  ) -> Function {
    Function(
      name, summary, Argument("predicted", .list(of: .integer), "clusters, any integers"),
      Argument("actual", .list(of: .integer), "classes, any integers"), returns: "a number",
      examples: ["metric.\(name)({ 1, 1, 2 }, { 7, 7, 7 })"], source: source
    ) { (predicted: [Int], actual: [Int]) in try measure(predicted, actual) }
  }

  private static func silhouette(_ workspace: Workspace) -> Function {
    Function(
      "silhouette", "How much nearer points are to their own group than to the next: −1 to 1.",
      options: GeometryModule.points,
      Argument("labels", .list(of: .integer), "the group of each point, any integers"),
      Argument(
        "sample", .optional(.integer(atLeast: 2)), "points to draw, where all pairs are too many"),
      GeometryModule.seed, returns: "the mean over points",
      examples: [
        "metric.silhouette{ points = tensor.new{ { 0 }, { 1 }, { 9 } }, labels = { 1, 1, 2 } }"
      ],
      source: "Rousseeuw 1987"
    ) { (points: Tensor, labels: [Int], sample: Int?, seed: Int?) in
      let checkpoint = workspace.monitor.checkpoint
      guard let sample else {
        return try ClusteringMetrics.silhouette(points, labels: labels, checkpoint: checkpoint)
      }
      var rng = Random(seed: seed.map { UInt64($0) } ?? workspace.seed, stream: "silhouette")
      return try ClusteringMetrics.silhouette(
        points, labels: labels, sample: sample, using: &rng, checkpoint: checkpoint)
    }
  }

  private static var accuracy: Function {
    Function(
      "accuracy", "The share of equal classes.", Argument("predicted", .indices, "classes"),
      Argument("actual", .indices, "classes"), returns: "a number from 0 to 1",
      examples: ["metric.accuracy({ 1, 2, 2 }, { 1, 2, 3 })"]
    ) { (predicted: [Int], actual: [Int]) in try compare(predicted, actual).accuracy }
  }

  private static var confusion: Function {
    Function(
      "confusion", "How often each true class (row) was predicted as each class (column).",
      Argument("predicted", .indices, "classes"), Argument("actual", .indices, "classes"),
      returns: "a tensor [classes × classes]"
    ) { (predicted: [Int], actual: [Int]) in
      let counts = try compare(predicted, actual).confusion
      return try Tensor(
        counts.flatMap { $0.map { Float($0) } }, shape: [counts.count, counts.count])
    }
  }

  private static func compare(_ predicted: [Int], _ actual: [Int]) throws -> Evaluation {
    guard predicted.count == actual.count, !actual.isEmpty else {
      throw Failure(
        "metric", "lists of different lengths, or empty", expected: "as many predicted as actual",
        got: "\(predicted.count) and \(actual.count)")
    }
    let classes = (predicted + actual).reduce(0) { max($0, $1 + 1) }
    guard classes <= 10_000 else {
      throw Failure("metric", "too many classes", expected: "up to 10000", got: "\(classes)")
    }
    return Evaluation(split: "given", predicted: predicted, actual: actual, classes: classes)
  }
}
