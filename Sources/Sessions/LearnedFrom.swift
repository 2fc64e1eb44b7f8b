/// What the model of a round learned from, and what that cost.
public struct LearnedFrom: Codable, Equatable, Sendable {
  /// Images that learn from labels of one kind.
  public struct Part: Codable, Equatable, Sendable {
    /// How many.
    public let count: Int
    /// How many of them have the right label; nil where the truth is not known.
    public let correct: Int?

    /// The share that is right; nil where there are none, or the truth is not known.
    public var accuracy: Double? {
      count == 0 ? nil : correct.map { Double($0) / Double(count) }
    }

    /// - Parameters:
    ///   - labels: id → class.
    ///   - truth: the class of each id; nil where it is not known.
    init(_ labels: [Int: Int], truth: [Int]?) {
      count = labels.count
      correct = truth.map { truth in labels.count { truth[$0.key] == $0.value } }
    }

    /// Whether it can be a part of so many images.
    func isPossible(of images: Int) -> Bool {
      0...images ~= count && correct.map { 0...count ~= $0 } ?? true
    }
  }

  /// Labels that were given for the image itself.
  public let labels: Part
  /// Labels that images took over from another one, and none of their own.
  public let pseudoLabels: Part
  /// Labels that images have from their cluster, and none of their own.
  public let clusterLabels: Part
  /// Pairs that are known to be of one class, or of two.
  public let pairs: Int
  /// Questions that were answered so far: a class of an image, of a cluster or of a pair is one each.
  public let interactions: Int

  /// How many images have a label of any kind.
  public var images: Int { labels.count + pseudoLabels.count + clusterLabels.count }

  /// - Parameter truth: the class of each id; nil where it is not known.
  init(_ state: SessionState, truth: [Int]?) {
    let known = state.knownLabels
    var (pseudo, cluster) = (state.pseudoLabels, [Int: Int]())
    let clustered = state.clusterMembers
    for (id, label) in state.provisional where pseudo[id] == nil {
      if clustered.contains(id) { cluster[id] = label } else { pseudo[id] = label }
    }
    labels = Part(known, truth: truth)
    pseudoLabels = Part(pseudo.filter { known[$0.key] == nil }, truth: truth)
    clusterLabels = Part(cluster.filter { known[$0.key] == nil }, truth: truth)
    pairs = state.constraints.count
    interactions = state.interactions
  }

  /// Whether a session of so many training images can have had it.
  func isPossible(of images: Int) -> Bool {
    [labels, pseudoLabels, clusterLabels].allSatisfy { $0.isPossible(of: images) }
      && labels.count + pseudoLabels.count + clusterLabels.count <= images
      && 0...1_000_000_000_000 ~= pairs && 0...1_000_000_000_000 ~= interactions
  }
}

extension SessionState {
  /// Images whose provisional label is that of their cluster: members of the clusters that the latest
  /// query with such labels asked about.
  fileprivate var clusterMembers: Set<Int> {
    let latest = closedRounds.last {
      $0.query?.questions?.contains(where: \.isProvisional) ?? false
    }
    var members: Set<Int> = []
    for case .cluster(let ids, _) in latest?.query?.questions ?? [] { members.formUnion(ids) }
    return members
  }
}
