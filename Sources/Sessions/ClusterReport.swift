import Methods
import Networks
import Strategies
import Tensors

/// What each cluster looks like: its size, how pure it is where labels are known, and which images
/// are its clearest and its most doubtful.
public struct ClusterReport {
  /// One cluster.
  public struct Cluster {
    /// Index of the cluster and of the class that it started from.
    public let index: Int
    /// Training images whose most probable cluster this is.
    public let size: Int
    /// How many of them are labelled.
    public let labelled: Int
    /// Share of the labelled ones that are of the most frequent class; nil without labels.
    public let purity: Double?
    /// Ids of the images nearest to the centre, nearest first.
    public let nearest: [Int]
    /// Ids of the images with the highest entropy, most doubtful first.
    public let ambiguous: [Int]
  }

  public let clusters: [Cluster]

  /// - Parameter examples: how many nearest and ambiguous images to name.
  init(outputs: Outputs, trainingData: TrainingData, examples: Int) throws {
    let assigned = try outputs.classes(of: trainingData.ids, for: "clusters")
    let entropy = try Entropy.scores(of: outputs.probabilities)
    let certainty = try LeastConfidence.scores(of: outputs.probabilities)
    let count = outputs.probabilities.shape[1]
    var members = Array(repeating: [Int](), count: count)
    for (row, cluster) in assigned.enumerated() { members[cluster].append(row) }
    clusters = members.enumerated().map { index, rows in
      let known = rows.compactMap { trainingData.labels[trainingData.ids[$0]] }
      let counts = Dictionary(grouping: known, by: \.self).mapValues(\.count)
      // q falls with the distance to the centre, so the surest rows are the nearest ones.
      let byCertainty = rows.sorted { (certainty[$0], $0) < (certainty[$1], $1) }
      let byEntropy = rows.sorted { (-entropy[$0], $0) < (-entropy[$1], $1) }
      return Cluster(
        index: index, size: rows.count, labelled: known.count,
        purity: counts.values.max().map { Double($0) / Double(known.count) },
        nearest: byCertainty.prefix(examples).map { trainingData.ids[$0] },
        ambiguous: byEntropy.prefix(examples).map { trainingData.ids[$0] })
    }
  }
}

extension Session {
  /// Looks at the clusters of all training images.
  public func clusters(examples: Int = 5, monitor: Monitor = Monitor()) throws -> ClusterReport {
    try settings.apply {
      let outputs = try outputs(for: trainingIDs, monitor: monitor)
      return try ClusterReport(outputs: outputs, trainingData: trainingData, examples: examples)
    }
  }
}
