import Tensors

/// One forward pass through a network: training or inference, recorded or not.
public final class Pass {
  /// Batch-norm uses the batch's own statistics and dropout drops.
  public let isTraining: Bool
  private let tape: Tape?
  private var leaves: [ObjectIdentifier: Tensor] = [:]

  private init(training: Bool, tape: Tape?) {
    isTraining = training
    self.tape = tape
  }

  /// A pass whose gradients will be asked for.
  public static func training() -> Pass { Pass(training: true, tape: Tape()) }

  /// A pass that only looks.
  public static func inference() -> Pass { Pass(training: false, tape: nil) }

  /// The tensor of a parameter in this pass; the same leaf each time it is used.
  public func use(_ parameter: Parameter) -> Tensor {
    guard let tape, parameter.isTrained else { return parameter.value }
    let identity = ObjectIdentifier(parameter)
    if let leaf = leaves[identity] { return leaf }
    let leaf = tape.variable(parameter.value)
    leaves[identity] = leaf
    return leaf
  }

  /// The gradient of `loss` for each parameter; zeros for one that the loss does not depend on.
  ///
  /// Consumes the record: one call a pass.
  public func gradients(of loss: Tensor, for parameters: [Parameter]) throws -> [Tensor] {
    guard let tape else {
      throw Failure("gradients", "the pass was for inference only")
    }
    let used = parameters.map { leaves[ObjectIdentifier($0)] }
    let found = try tape.gradients(of: loss, for: used.compactMap(\.self))
    leaves.removeAll()
    var next = found.makeIterator()
    return try zip(parameters, used).map { parameter, leaf in
      try (leaf == nil ? nil : next.next()) ?? .zeros(parameter.value.shape)
    }
  }
}
