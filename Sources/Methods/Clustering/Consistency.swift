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
final class Consistency: CompositeState {
  private let weight: Float
  private let network: any Classifier
  private let head: Linear
  private let average: Stored<ExponentialMovingAverage>

  init(_ network: any Classifier, weight: Float, using rng: inout Random) throws {
    self.network = network
    self.weight = weight
    head = try Linear(network.embeddingSize, to: network.classes, using: &rng)
    average = Stored(try Self.average(of: network))
  }

  private static func average(of network: any Classifier) throws -> ExponentialMovingAverage {
    try ExponentialMovingAverage(of: network.parameters, decay: 0.999, warmsUp: true)
  }

  var parts: [StatePart] { [("head", ParameterGroup(head.parameters)), ("", average)] }

  /// What the optimizer moves besides the network.
  var parameters: [NamedParameter] { head.parameters.map { $0.under("consistency") } }

  /// A new head, and an average that starts at the network as it is.
  func begin(using rng: inout Random) throws {
    let fresh = try Linear(network.embeddingSize, to: network.classes, using: &rng)
    for (own, new) in zip(head.parameters, fresh.parameters) {
      own.parameter.value = new.parameter.value
    }
    average.value = try Self.average(of: network)
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
    let slow = try average.value.applied(to: network.parameters) {
      try network.logits(images, .inference())
    }
    let (s, other) = try (network.classify(z, pass), head(z, pass))
    return try s.meanSquaredError(other) + other.meanSquaredError(slow)
  }

  /// To be called after each step.
  func stepped() throws { try average.value.update(network.parameters) }
}
