import Tensors

/// One optimizer step: the loss of a batch, its gradients, and the move.
///
/// Unless gradients are clipped, each parameter is moved as soon as its gradient is known, which is
/// freed then: no more than one of them is held at a time.
package enum Training {
  /// - Parameters:
  ///   - parameters: everything that the pass may change; only the trained ones are optimised.
  ///   - clipping: of the gradients, before the step.
  ///   - position: where in the training this is, for the message.
  ///   - stream: of `streams`, what the layers that leave something to chance draw from.
  ///   - loss: the loss in a recorded pass, and its terms for the record; run once more to find the
  ///     cause where it is not finite.
  /// - Throws: a `Failure` where the loss is not finite, which names the layer where values stopped
  ///   being so; parameters and streams have not moved then. Where memory is missing on the way back,
  ///   some parameters may have: whoever goes on takes them back, as `TrainingLoop` does.
  package static func step(
    _ parameters: [NamedParameter], with optimizer: inout some Optimizer,
    clipping: GradientClipping? = nil, position: String, streams: inout Streams,
    stream: String = "dropout",
    loss: (Pass) throws -> (Tensor, [LossTerm])
  ) throws -> [LossTerm] {
    let statistics = Checkpoint(of: parameters.filter { !$0.parameter.isTrained })
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
    if let clipping {
      // The norm is over all of them.
      var gradients = try pass.gradients(of: value, for: trained.map(\.parameter))
      try clipping.clip(&gradients)
      try optimizer.step(trained, gradients: gradients)
    } else {
      optimizer.begin()
      try pass.gradients(of: value, for: trained.map(\.parameter)) { place, gradient in
        try optimizer.move(trained[place], gradient: gradient)
      }
    }
    streams[stream] = pass.random ?? random
    return [LossTerm("loss", total)] + terms
  }
}
