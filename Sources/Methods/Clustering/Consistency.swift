import Networks
import Tensors

/// The cyclic output discrepancy of TOD as a loss: a second head and a slow copy of the network keep
/// the answers from moving, on unlabelled images, too.
///
/// L = w·[MSE(s, s′)_L + MSE(s, s′)_U + MSE(s′, s̄)_L + MSE(s′, s̄)_U], s the logits of the network,
/// s′ those of a second linear head on the same features, s̄ those of the network with averaged weights,
/// decay min(1 − 1/(t + 1), 0.999).
/// - Source: Huang, Wang, Huang & Zhang 2021 (TOD), §3.3, with its published code; w 0.02 for CIFAR-10,
///   0.05 for CIFAR-100, 0.005 for SVHN, 0.1 for Caltech-101.
/// - Differs: the averaged network answers as it would be used, with its running statistics.
final class Consistency {
  private let weight: Float
  private let network: any Classifier
  private let head: Linear
  private var average: ExponentialMovingAverage

  init(_ network: any Classifier, weight: Float, using rng: inout Random) throws {
    self.network = network
    self.weight = weight
    head = try Linear(network.embeddingSize, to: network.classes, using: &rng)
    average = try ExponentialMovingAverage(of: network.parameters, decay: 0.999, warmsUp: true)
  }

  /// What the optimizer moves besides the network.
  var parameters: [NamedParameter] { head.parameters.map { $0.under("consistency") } }

  /// A new head, and an average that starts at the network as it is.
  func begin(using rng: inout Random) throws {
    let fresh = try Linear(network.embeddingSize, to: network.classes, using: &rng)
    for (own, new) in zip(head.parameters, fresh.parameters) {
      own.parameter.value = new.parameter.value
    }
    average = try ExponentialMovingAverage(of: network.parameters, decay: 0.999, warmsUp: true)
  }

  /// - Parameters:
  ///   - labelled: a batch whose features are `embeddings` in this pass.
  ///   - unlabelled: another batch; nil where every image is labelled.
  func loss(
    labelled: Tensor, embeddings: Tensor, unlabelled: Tensor?, _ pass: Pass
  ) throws -> Tensor {
    var total = try loss(of: labelled, embeddings, pass)
    if let unlabelled {
      total = try total + loss(of: unlabelled, network.embed(unlabelled, pass), pass)
    }
    return try total * weight
  }

  private func loss(of images: Tensor, _ z: Tensor, _ pass: Pass) throws -> Tensor {
    let slow = try average.applied(to: network.parameters) {
      try network.logits(images, .inference())
    }
    let (s, other) = try (network.classify(z, pass), head(z, pass))
    return try s.meanSquaredError(other) + other.meanSquaredError(slow)
  }

  /// To be called behind each step.
  func stepped() throws { try average.update(network.parameters) }

  /// Everything beside the network's weights that the next step depends on.
  var state: [String: Tensor] {
    get throws {
      var state = try average.state
      for named in head.parameters { state["head.\(named.name)"] = named.parameter.value }
      return state
    }
  }

  /// What `restore` will do, once everything else fits, too.
  /// - Throws: a `Failure` that names the tensor which is missing or does not fit.
  func restoring(_ state: [String: Tensor]) throws -> () -> Void {
    var restored = average
    try restored.restore(state)
    var values: [(Parameter, Tensor)] = []
    for named in head.parameters {
      let shape = named.parameter.value.shape
      guard let value = state["head.\(named.name)"], value.shape == shape else {
        throw Failure(
          "consistency", "no tensor 'head.\(named.name)' of its shape in the saved state",
          expected: "\(shape)")
      }
      values.append((named.parameter, value))
    }
    return { [self] in
      for (parameter, value) in values { parameter.value = value }
      average = restored
    }
  }

  /// The average as it is, to go back to; the head is among the parameters.
  var moment: ExponentialMovingAverage {
    get { average }
    set { average = newValue }
  }
}
