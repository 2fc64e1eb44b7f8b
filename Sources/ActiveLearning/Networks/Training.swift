import Tensors

/// One optimizer step: the loss of a batch, its gradients, and the move.
enum Training {
  /// - Parameters:
  ///   - loss: the loss in a recorded pass, and its terms for the record.
  ///   - position: where in the training this is, for the message.
  /// - Throws: a `Failure` where the loss is not finite; the parameters have not moved then.
  static func step(
    _ parameters: [NamedParameter], with optimizer: inout some Optimizer, position: String,
    loss: (Pass) throws -> (Tensor, [LossTerm])
  ) throws -> [LossTerm] {
    let pass = Pass.training()
    let (value, terms) = try loss(pass)
    let total = Double(try value.item())
    guard total.isFinite else {
      throw Failure(
        "training", "the loss is not finite at \(position), rate \(optimizer.rate)",
        expected: "a smaller rate, or images without extreme values", got: "\(total)")
    }
    let gradients = try pass.gradients(of: value, for: parameters.map(\.parameter))
    try optimizer.step(parameters, gradients: gradients)
    return [LossTerm("loss", total)] + terms
  }
}
