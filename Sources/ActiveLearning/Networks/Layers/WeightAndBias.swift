import Tensors

/// The two parameters of a linear map: what linear layers and convolutions have in common.
struct WeightAndBias {
  let weight: Parameter
  let bias: Parameter

  /// Both uniform in ±1/√fan, PyTorch's default for these layers.
  ///
  /// The fan is the product of the weight's axes from the second one on, as PyTorch counts it, also
  /// for transposed convolutions.
  /// - Parameter outputs: size of the bias.
  /// - Throws: a `Failure` for a shape that no tensor can have.
  init(shape: [Int], outputs: Int, using rng: inout Random) throws {
    let fan = shape.dropFirst().reduce(1, *)
    let bound = 1 / Float(fan).squareRoot()
    weight = Parameter(try rng.uniform(shape: shape, in: -bound..<bound))
    bias = Parameter(try rng.uniform(shape: [outputs], in: -bound..<bound))
  }

  var named: [NamedParameter] { [.init("weight", weight), .init("bias", bias)] }
}
