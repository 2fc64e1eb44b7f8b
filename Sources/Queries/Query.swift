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
  /// Candidates that took over the answer about another image for good: id → class.
  public let pseudoLabelled: [Int: Int]
  public let classes: Int
  /// The round of the session that asks, from 1 on.
  public let round: Int
  /// Told of the progress of strategies that take long; may ask them to stop.
  public let monitor: Monitor
  let evidence: Evidence
  private let parent: Query?
  private var memory: [String: Tensor] = [:]

  public init(
    candidates: [Int], labelled: [Int: Int] = [:], pseudoLabelled: [Int: Int] = [:], classes: Int,
    round: Int = 1, evidence: Evidence = Evidence(), monitor: Monitor = Monitor()
  ) {
    self.candidates = candidates
    self.labelled = labelled
    self.pseudoLabelled = pseudoLabelled
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
    let ids = parent.pseudoLabelled.isEmpty ? [] : Set(candidates)
    pseudoLabelled = parent.pseudoLabelled.filter { ids.contains($0.key) }
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

  /// Whether there is something that gives this kind of evidence.
  public func knows(_ need: Need) -> Bool { evidence.has(need) }

  /// What is known of the candidates, by kind.
  /// - Parameter planes: how many, of a kind that has planes.
  /// - Shape: as the kind declares it, `n` being the candidates in their order.
  /// - Throws: a `Failure` where nothing gives it, or what is given is not what the kind declares.
  public func tensor(_ need: Need, planes: Int = 1) throws -> Tensor {
    guard need.isKept else { return try tensor(need, of: candidates, planes: planes) }
    let name = memoryName(need, planes)
    return try once(name) {
      if let (known, places) = inherited(name) { return try need.rows(places, of: known) }
      return try tensor(need, of: candidates, planes: planes)
    }
  }

  /// What is known of the labelled images, in the order of `labels.ids`.
  public func labelledTensor(_ need: Need, planes: Int = 1) throws -> Tensor {
    if let parent { return try parent.labelledTensor(need, planes: planes) }
    return try once("labelled \(memoryName(need, planes))") {
      try tensor(need, of: labels.ids, planes: planes)
    }
  }

  /// What is known of these images, candidates or labelled; not kept.
  public func tensor(_ need: Need, of ids: [Int], planes: Int = 1) throws -> Tensor {
    try checked(need, evidence.tensor(need, of: ids, planes: planes), of: ids, planes: planes)
  }

  // MARK: Memory

  private func memoryName(_ need: Need, _ planes: Int) -> String {
    need.planes == nil ? need.name : "\(planes) \(need.name)"
  }

  private func once(_ name: String, _ make: () throws -> Tensor) throws -> Tensor {
    if let known = memory[name] { return known }
    let made = try make()
    memory[name] = made
    return made
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
