import Tensors

/// One optimizer step: the loss of a batch, its gradients, and the move.
package enum Training {
  /// - Parameters:
  ///   - parameters: everything that the pass may change; only the trained ones are optimised.
  ///   - clipping: of the gradients, before the step.
  ///   - position: where in the training this is, for the message.
  ///   - stream: of `streams`, what the layers that leave something to chance draw from.
  ///   - loss: the loss in a recorded pass, and its terms for the record; run once more to find the
  ///     cause where it is not finite.
  /// - Throws: a `Failure` where the loss is not finite, which names the layer where values stopped
  ///   being so; parameters and streams have not moved then.
  package static func step(
    _ parameters: [NamedParameter], with optimizer: inout some Optimizer,
    clipping: GradientClipping? = nil, position: String, streams: inout Streams,
    stream: String = "dropout",
    loss: (Pass) throws -> (Tensor, [LossTerm])
  ) throws -> [LossTerm] {
    let statistics = ParameterValues(parameters.filter { !$0.parameter.isTrained })
    let trained = parameters.filter(\.parameter.isTrained)
    let random = streams[stream]
    let pass = Pass.training(using: random)
    let (value, terms) = try loss(pass)
    let total = Double(try value.item())
    guard total.isFinite else {
      // The forward pass has moved the running statistics already.
      statistics.restore()
      let cause = try NonFinite(isTraining: true, with: parameters, using: random) {
        try loss($0).0
      }
      throw Failure(
        "training",
        "the loss is not finite at \(position), rate \(optimizer.rate)"
          + (cause.map { ": \($0.description)" } ?? ""),
        expected: "a smaller rate, or images without extreme values", got: "\(total)",
        code: .diverged)
    }
    var gradients = try pass.gradients(of: value, for: trained.map(\.parameter))
    try clipping?.clip(&gradients)
    try optimizer.step(trained, gradients: gradients)
    streams[stream] = pass.random ?? random
    return [LossTerm("loss", total)] + terms
  }

  /// An epoch's steps, of which a failure leaves no trace: parameters, running statistics, optimizer
  /// and streams are those of its beginning then. An interruption keeps the steps that were done.
  /// - Parameter optimizer: of known type or of any.
  /// - Throws: what `work` throws, and a `Failure` where it leaves a weight that is not finite.
  package static func epoch<Moving, Result>(
    _ parameters: [NamedParameter], _ optimizer: inout Moving, _ streams: inout Streams,
    work: (inout Moving, inout Streams) throws -> Result
  ) throws -> Result {
    let good = (ParameterValues(parameters), optimizer, streams)
    do {
      let result = try work(&optimizer, &streams)
      if let cause = try NonFinite(in: parameters) {
        throw Failure(
          "training",
          "\(cause.description) after the epoch"
            + ((optimizer as? any Optimizer).map { ", rate \($0.rate)" } ?? ""),
          expected: "a smaller rate", code: .diverged)
      }
      return result
    } catch {
      if !(error is Cancelled) {
        good.0.restore()
        (optimizer, streams) = (good.1, good.2)
      }
      throw error
    }
  }
}
