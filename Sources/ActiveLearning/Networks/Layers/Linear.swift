import Tensors

/// y = x·Wᵀ + b.
/// - Shape: in → out; `weight` is [out × in].
public struct Linear: Layer {
  let input: Int, output: Int
  let weight: Parameter
  let bias: Parameter

  /// Weights and bias uniform in ±1/√in, PyTorch's default.
  public init(_ input: Int, to output: Int, using rng: inout Random) throws {
    self.input = input
    self.output = output
    let bound = 1 / Float(input).squareRoot()
    weight = Parameter(try rng.uniform(shape: [output, input], in: -bound..<bound))
    bias = Parameter(try rng.uniform(shape: [output], in: -bound..<bound))
  }

  public var parameters: [NamedParameter] { [.init("weight", weight), .init("bias", bias)] }

  public func outputShape(for shape: [Int]) throws -> [Int] {
    guard shape == [input] else { throw misfit(shape, expected: "\(input)") }
    return [output]
  }

  public func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    try x.linear(weight: pass.use(weight), bias: pass.use(bias))
  }

  public var description: String { "linear \(input)→\(output)" }
}
