import Tensors

/// The parameters of a linear map: what linear layers and convolutions have in common.
struct WeightAndBias {
  let weight: Parameter
  /// Nil where a normalisation follows that would take it out again.
  let bias: Parameter?

  /// - Parameters:
  ///   - shape: of the weight; PyTorch's fan of a standard start is the product of its axes from the
  ///     second one on, also for transposed convolutions.
  ///   - outputs: size of the bias; nil for a map without one.
  /// - Throws: a `Failure` for a shape that no tensor can have.
  init(
    shape: [Int], outputs: Int?, initialisation: Initialisation = .standard,
    using rng: inout Random
  ) throws {
    guard Tensor.fits(shape) else {
      throw Failure(
        "weights", "\(Shape.text(shape)) numbers do not fit into memory",
        expected: "smaller images, or fewer classes", code: .memory)
    }
    weight = Parameter(try initialisation.weight(shape, using: &rng))
    bias = try outputs.map {
      Parameter(try initialisation.bias($0, of: shape, using: &rng))
    }
  }

  var named: [NamedParameter] {
    [.init("weight", weight)] + (bias.map { [.init("bias", $0)] } ?? [])
  }
}
