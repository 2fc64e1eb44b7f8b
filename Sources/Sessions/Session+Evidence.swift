import Datasets
import Methods
import Networks
import Queries
import Recipes
import Tensors

/// What a session lets a strategy know.
extension Session {
  /// A query over everything unlabelled; nothing is computed before it is asked for.
  func makeQuery(_ monitor: Monitor) -> Query {
    var evidence = Evidence()
    let model = LatestOutputs { try self.outputs(for: $0, monitor: monitor) }
    evidence.probabilities = { try model.outputs(for: $0).probabilities }
    evidence.embeddings = { try model.outputs(for: $0).embeddings }
    evidence.samples = { try self.samples($0, for: $1, monitor: monitor) }
    evidence.committee = { try self.committee($0, for: $1, monitor: monitor) }
    evidence.earlier = { try self.earlierOutputs(for: $0, monitor: monitor).probabilities }
    evidence.pretext = { try self.pretext(for: $0, monitor: monitor) }
    evidence.images = { try self.dataset.batch($0) }
    evidence.network = {
      guard let classifier = self.learner.networks.first?.network as? any Classifier else {
        throw Failure(
          "strategy", "looks into a classifier, and the method has none",
          expected: "method.classifier")
      }
      return classifier
    }
    return Query(
      candidates: pool.unlabelledIDs, labelled: knownLabels, classes: dataset.classNames.count,
      round: current.number, evidence: evidence, monitor: monitor)
  }

  /// What models of the session's method say of images, each with weights of its own, pretrained
  /// and trained as long as the session's has been in this round.
  /// - Returns: [members × ids × classes], rows sum to 1.
  /// - Source: Seung, Opper & Sompolinsky 1992; Beluch et al. 2018.
  public func committee(
    _ members: Int, for ids: [Int], monitor: Monitor = Monitor()
  ) throws -> Tensor {
    guard members >= 1, Tensor.fits([members, ids.count, dataset.classNames.count]) else {
      throw Failure(
        "committee", "cannot be kept", expected: "1 or more members, within memory",
        got: "\(members)")
    }
    return try settings.apply { try trained(members, for: ids, monitor: monitor) }
  }

  private func trained(_ members: Int, for ids: [Int], monitor: Monitor) throws -> Tensor {
    let material = material
    let epochs = current.epochs > 0 ? current.epochs : method.product.epochsPerRound
    var answers: [Tensor] = []
    for _ in 0..<members {
      var own = Streams(seed: UInt64(streams["committee"].word()))
      let member = try method.product.makeLearner(
        imageShape: dataset.images.shape, classes: dataset.classNames.count, streams: &own)
      if pretrainedEpochs > 0 {
        _ = try member.pretrain(
          on: material, epochs: pretrainedEpochs, streams: &own, monitor: monitor)
      }
      _ = try member.train(on: material, epochs: epochs, streams: &own, monitor: monitor)
      try member.prepare(on: material, monitor: monitor)
      answers.append(try member.outputs(for: ids, of: dataset, monitor: monitor).probabilities)
    }
    return try Tensor.concatenated(answers).reshaped([members, ids.count, -1])
  }

  /// What the model said when the round before was closed; in the first round, before it learned.
  public func earlierOutputs(
    for ids: [Int], monitor: Monitor = Monitor()
  ) throws -> Outputs {
    guard let earlier else {
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
  func keepEarlier() throws {
    earlier = strategy.product.needs.contains(.earlier) ? try learner.state : nil
  }
}

/// Probabilities and embeddings come from one pass: whichever is asked for first makes both.
private final class LatestOutputs {
  private let compute: ([Int]) throws -> Outputs
  private var latest: (ids: [Int], outputs: Outputs)?

  init(_ compute: @escaping ([Int]) throws -> Outputs) { self.compute = compute }

  func outputs(for ids: [Int]) throws -> Outputs {
    if let latest, latest.ids == ids { return latest.outputs }
    let outputs = try compute(ids)
    latest = (ids, outputs)
    return outputs
  }
}
