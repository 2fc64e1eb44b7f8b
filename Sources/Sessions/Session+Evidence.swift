import Datasets
import Methods
import Networks
import Queries
import Recipes
import Strategies
import Tensors

/// What a session lets a strategy know.
extension Session {
  /// A query over everything unlabelled; nothing is computed before it is asked for.
  func makeQuery(_ monitor: Monitor) -> Query {
    let known = knownLabels
    return Query(
      candidates: pool.unlabelledIDs, labelled: known,
      pseudoLabelled: pseudoLabels.filter { known[$0.key] == nil },
      classes: dataset.classNames.count, round: current.number, evidence: evidence(monitor),
      monitor: monitor)
  }

  /// Where each kind of evidence comes from.
  public func evidence(_ monitor: Monitor = Monitor()) -> Evidence {
    var evidence = Evidence()
    let model = Latest { try self.outputs(for: $0, monitor: monitor) }
    evidence.give(.probabilities) { try model.result(for: $0).probabilities }
    evidence.give(.embeddings) { try model.result(for: $0).embeddings }
    evidence.give(.samples) { try self.samples($0, for: $1, monitor: monitor) }
    evidence.give(.committee) { try self.committee($0, for: $1, monitor: monitor) }
    evidence.give(.earlier) { try self.earlierOutputs(for: $0, monitor: monitor).probabilities }
    let pretext = Latest { try self.pretext(for: $0, monitor: monitor) }
    evidence.give(.pretext) { try pretext.result(for: $0).features }
    evidence.give(.losses) { try pretext.result(for: $0).losses }
    evidence.give(.images) { try self.dataset.batch($0) }
    evidence.give(.network) {
      guard let classifier = self.classifier else {
        throw Failure(
          "strategy", "looks into a classifier, and the method has none",
          expected: "a method that trains a classifier", code: .noClassifier)
      }
      return classifier
    }
    // A strategy may do without them, so they are not promised where there are none.
    if learner.givesLogits {
      evidence.give(.logits) { ids in
        guard let logits = try model.result(for: ids).logits else {
          throw Failure(
            "query", "the model gives no logits", expected: "a method that trains a classifier",
            code: .noClassifier)
        }
        return logits
      }
    }
    return evidence
  }

  /// The network where it tells classes apart.
  private var classifier: (any Classifier)? {
    learner.networks.first?.network as? any Classifier
  }

  /// Scores everything unlabelled, best first, and changes nothing: a query by the same strategy then
  /// chooses the first of these.
  public func scores(
    _ strategy: any ScoringStrategy, monitor: Monitor = Monitor()
  ) throws -> Selection {
    try looking(.scores) {
      var rng = contents.state.streams["strategy"]
      return try strategy.ranking(of: makeQuery(monitor), using: &rng)
    }
  }

  /// What models of the session's method say of images, each with weights of its own, pretrained
  /// and trained as long as the session's has been in this round.
  /// - Returns: [members × ids × classes], rows sum to 1.
  /// - Source: Seung, Opper & Sompolinsky 1992; Beluch et al. 2018.
  public func committee(
    _ members: Int, for ids: [Int], monitor: Monitor = Monitor()
  ) throws -> Tensor {
    guard members >= 1 else {
      throw Failure("committee", "has no members", expected: "1 or more", got: "\(members)")
    }
    // What each says, and all of it together.
    try Memory.require(
      8 * Double(members) * Double(ids.count) * Double(dataset.classNames.count), for: "committee",
      "\(members) members and \(ids.count) images")
    return try settings.apply { try trained(members, for: ids, monitor: monitor) }
  }

  private func trained(_ members: Int, for ids: [Int], monitor: Monitor) throws -> Tensor {
    let trainingData = trainingData
    let epochs = current.epochs > 0 ? current.epochs : method.product.procedure.epochs
    var answers: [Tensor] = []
    for _ in 0..<members {
      var own = Streams(seed: UInt64(try draw(from: "committee", for: "committee") { $0.word() }))
      let member = try method.product.makeLearner(
        imageShape: dataset.images.shape, classes: dataset.classNames.count, streams: &own)
      if pretrainedEpochs > 0 {
        _ = try member.pretrain(
          on: trainingData, epochs: pretrainedEpochs, streams: &own, monitor: monitor)
      }
      _ = try member.train(on: trainingData, epochs: epochs, streams: &own, monitor: monitor)
      try member.prepare(on: trainingData, monitor: monitor)
      answers.append(try member.outputs(for: ids, of: dataset, monitor: monitor).probabilities)
    }
    return try Tensor.concatenated(answers).reshaped([members, ids.count, -1])
  }

  /// What the model said when the round before was closed; in the first round, before it learned.
  public func earlierOutputs(
    for ids: [Int], monitor: Monitor = Monitor()
  ) throws -> Outputs {
    guard let earlier = contents.tensors["earlier"] else {
      throw Failure(
        "query", "no model of the round before was kept",
        expected: "the strategy to be chosen before that round is closed")
    }
    let present = try learner.state
    let result = Result {
      try learner.restore(earlier)
      return try outputs(for: ids, monitor: monitor)
    }
    try learner.restore(present)
    return try result.get()
  }

  /// Keeps the learner as it is, if the strategy compares with it.
  func keepEarlier(in draft: inout Contents) throws {
    draft.tensors["earlier"] =
      draft.strategy.product.needs.contains(.earlier) ? try learner.state : nil
  }
}

/// Several kinds come from one pass: whichever is asked for first makes all of them.
private final class Latest<Result> {
  private let compute: ([Int]) throws -> Result
  private var latest: (ids: [Int], result: Result)?

  init(_ compute: @escaping ([Int]) throws -> Result) { self.compute = compute }

  func result(for ids: [Int]) throws -> Result {
    if let latest, latest.ids == ids { return latest.result }
    let result = try compute(ids)
    latest = (ids, result)
    return result
  }
}
