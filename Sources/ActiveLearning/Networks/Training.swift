import Tensors

/// One optimizer step: the loss of a batch, its gradients, and the move.
enum Training {
  /// - Parameters:
  ///   - parameters: everything that the pass may change; only the trained ones are optimised.
  ///   - loss: the loss in a recorded pass, and its terms for the record.
  ///   - position: where in the training this is, for the message.
  /// - Throws: a `Failure` where the loss is not finite; the parameters have not moved then.
  static func step(
    _ parameters: [NamedParameter], with optimizer: inout some Optimizer, position: String,
    loss: (Pass) throws -> (Tensor, [LossTerm])
  ) throws -> [LossTerm] {
    let statistics = parameters.filter { !$0.parameter.isTrained }
      .map { ($0.parameter, $0.parameter.value) }
    let trained = parameters.filter(\.parameter.isTrained)
    let pass = Pass.training()
    let (value, terms) = try loss(pass)
    let total = Double(try value.item())
    guard total.isFinite else {
      // The forward pass has moved the running statistics already.
      for (parameter, value) in statistics { parameter.value = value }
      throw Failure(
        "training", "the loss is not finite at \(position), rate \(optimizer.rate)",
        expected: "a smaller rate, or images without extreme values", got: "\(total)")
    }
    let gradients = try pass.gradients(of: value, for: trained.map(\.parameter))
    try optimizer.step(trained, gradients: gradients)
    return [LossTerm("loss", total)] + terms
  }
}
