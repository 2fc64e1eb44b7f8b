import Networks
import Tensors

/// What a strategy may know when it chooses: the candidates, the known labels, and what the model
/// says of them. Hidden labels are not among it.
///
/// Model outputs are computed on first use and kept, so that composed strategies share them. A
/// sub-pool reads what the whole pool has computed, and computes only its own rows otherwise.
public final class Query {
  /// Unlabelled ids, ascending.
  public let candidates: [Int]
  /// Known labels: id → class.
  public let labelled: [Int: Int]
  public let classes: Int
  /// The round of the session that asks, from 1 on.
  public let round: Int
  /// Told of the progress of strategies that take long; may ask them to stop.
  public let monitor: Monitor
  let evidence: Evidence
  private let parent: Query?
  private var memory: [String: Tensor] = [:]

  public init(
    candidates: [Int], labelled: [Int: Int] = [:], classes: Int, round: Int = 1,
    evidence: Evidence = Evidence(), monitor: Monitor = Monitor()
  ) {
    self.candidates = candidates
    self.labelled = labelled
    self.classes = classes
    self.round = round
    self.evidence = evidence
    self.monitor = monitor
    parent = nil
  }

  /// A query over tensors of the user's.
  /// - Parameters:
  ///   - probabilities: ids → [ids × classes], rows sum to 1.
  ///   - embeddings: ids → [ids × features].
  public convenience init(
    candidates: [Int], labelled: [Int: Int] = [:], classes: Int,
    probabilities: (([Int]) throws -> Tensor)? = nil, embeddings: (([Int]) throws -> Tensor)? = nil
  ) {
    self.init(
      candidates: candidates, labelled: labelled, classes: classes,
      evidence: Evidence(probabilities: probabilities, embeddings: embeddings))
  }

  private init(_ parent: Query, candidates: [Int]) {
    self.candidates = candidates
    labelled = parent.labelled
    classes = parent.classes
    round = parent.round
    evidence = parent.evidence
    monitor = parent.monitor
    self.parent = parent
  }

  /// The same question over some of the candidates.
  /// - Throws: a `Failure` where one of `ids` is no candidate, or is named twice.
  public func subpool(_ ids: [Int]) throws -> Query {
    let known = Set(candidates)
    guard Set(ids).count == ids.count, ids.allSatisfy(known.contains) else {
      throw Failure("sub-pool", "not of the pool", expected: "distinct candidates")
    }
    return Query(self, candidates: ids)
  }

  /// Known labels as two columns, ids ascending.
  public var labels: (ids: [Int], classes: [Int]) {
    let sorted = labelled.sorted { $0.key < $1.key }
    return (sorted.map(\.key), sorted.map(\.value))
  }

  /// Class probabilities of the candidates.
  /// - Shape: [candidates × classes], rows sum to 1.
  /// - Throws: a `Failure` where nothing gives them.
  public func probabilities() throws -> Tensor {
    try rows("probabilities", areShares: true) {
      try self.evidence.require(.probabilities, $0.probabilities)
    }
  }

  /// Class probabilities of the candidates by the model as it was when the round before was closed.
  /// - Shape: [candidates × classes].
  public func earlierProbabilities() throws -> Tensor {
    try rows("earlier probabilities", areShares: true) {
      try self.evidence.require(.earlier, $0.earlier)
    }
  }

  /// Features of the candidates.
  /// - Shape: [candidates × features].
  /// - Throws: a `Failure` where nothing gives them.
  public func embeddings() throws -> Tensor {
    try rows("embeddings") { try self.evidence.require(.embeddings, $0.embeddings) }
  }

  /// Features of the labelled images, in the order of `labels.ids`.
  /// - Shape: [labelled × features].
  public func labelledEmbeddings() throws -> Tensor {
    if let parent { return try parent.labelledEmbeddings() }
    return try once("labelled embeddings") {
      let ids = labels.ids
      let found = try evidence.require(.embeddings, evidence.embeddings)(ids)
      return try checked("embeddings", found, axis: 0, of: ids)
    }
  }

  /// What a pretext task says of the candidates.
  /// - Shape: features [candidates × features], losses [candidates].
  public func pretext() throws -> PretextOutputs {
    let source = try evidence.require(.pretext, evidence.pretext)
    var losses: Tensor?
    let features = try rows("pretext features") { _ in
      { ids in
        let outputs = try source(ids)
        losses = outputs.losses
        return outputs.features
      }
    }
    let kept = try rows("pretext losses") { _ in
      { _ in try losses ?? source(self.candidates).losses }
    }
    return PretextOutputs(features: features, losses: kept)
  }

  /// What a pretext task says of the labelled images, in the order of `labels.ids`.
  /// - Shape: features [labelled × features], losses [labelled].
  public func labelledPretext() throws -> PretextOutputs {
    if let parent { return try parent.labelledPretext() }
    if let features = memory["labelled pretext features"],
      let losses = memory["labelled pretext losses"]
    {
      return PretextOutputs(features: features, losses: losses)
    }
    let ids = labels.ids
    let outputs = try evidence.require(.pretext, evidence.pretext)(ids)
    memory["labelled pretext features"] = try checked(
      "pretext features", outputs.features, axis: 0, of: ids)
    memory["labelled pretext losses"] = try checked(
      "pretext losses", outputs.losses, axis: 0, of: ids)
    return outputs
  }

  /// Pretext features of the labelled images, in the order of `labels.ids`.
  /// - Shape: [labelled × features].
  public func labelledPretextFeatures() throws -> Tensor { try labelledPretext().features }

  /// What the model says of the candidates under `count` draws of its dropout.
  /// - Shape: [count × candidates × classes], rows sum to 1.
  public func samples(_ count: Int) throws -> Tensor {
    let source = try evidence.require(.samples, evidence.samples)
    return try planes("\(count) samples") { try source(count, $0) }
  }

  /// What `members` models say of the candidates, each trained on the known labels from a seed of
  /// its own.
  /// - Shape: [members × candidates × classes], rows sum to 1.
  public func committee(_ members: Int) throws -> Tensor {
    let source = try evidence.require(.committee, evidence.committee)
    return try planes("answers of a committee of \(members)") { try source(members, $0) }
  }

  /// Pictures as the model would see them, of candidates or labelled images.
  /// - Shape: [ids × channels × height × width].
  public func images(_ ids: [Int]) throws -> Tensor {
    try evidence.require(.images, evidence.images)(ids)
  }

  /// The classifier that is asked, for strategies that look at its hidden layers; they never change
  /// it.
  public func network() throws -> any Classifier {
    try evidence.require(.network, evidence.network)()
  }

  // MARK: Memory

  private func once(_ name: String, _ make: () throws -> Tensor) throws -> Tensor {
    if let known = memory[name] { return known }
    let made = try make()
    memory[name] = made
    return made
  }

  /// One row for each candidate.
  private func rows(
    _ name: String, areShares: Bool = false,
    _ source: (Evidence) throws -> (([Int]) throws -> Tensor)
  ) throws -> Tensor {
    try once(name) {
      if let (known, places) = inherited(name) { return try known.gather(rows: places) }
      let made = try checked(name, source(evidence)(candidates), axis: 0, of: candidates)
      if areShares { try checkShares(name, made, of: candidates) }
      return made
    }
  }

  /// Several numbers for each candidate, one matrix below the other.
  private func planes(_ name: String, _ source: ([Int]) throws -> Tensor) throws -> Tensor {
    try once(name) {
      guard let (known, places) = inherited(name) else {
        let made = try checked(name, source(candidates), axis: 1, of: candidates)
        try checkShares(name, made, of: candidates)
        return made
      }
      let (draws, n, width) = (known.shape[0], known.shape[1], known.shape[2])
      var rows: [Int] = []
      for draw in 0..<draws { rows += places.map { draw * n + $0 } }
      return try known.reshaped([draws * n, width]).gather(rows: rows)
        .reshaped([draws, candidates.count, width])
    }
  }

  /// What a larger pool has computed already, and where the candidates are in it.
  private func inherited(_ name: String) -> (Tensor, [Int])? {
    var larger = parent
    while let pool = larger {
      if let known = pool.memory[name] {
        var places: [Int: Int] = [:]
        for (place, id) in pool.candidates.enumerated() { places[id] = place }
        return (known, candidates.compactMap { places[$0] })
      }
      larger = pool.parent
    }
    return nil
  }
}
