import Tensors

/// y = x·Wᵀ + b.
/// - Shape: in → out; `weight` is [out × in].
public struct Linear: Layer {
  package let input: Int, output: Int
  let map: WeightAndBias

  public init(
    _ input: Int, to output: Int, initialisation: Initialisation = .standard,
    using rng: inout Random
  ) throws {
    self.input = input
    self.output = output
    map = try WeightAndBias(
      shape: [output, input], outputs: output, initialisation: initialisation, using: &rng)
  }

  public var parameters: [NamedParameter] { map.named }

  public func outputShape(for shape: [Int]) throws -> [Int] {
    guard shape == [input] else { throw misfit(shape, expected: "\(input)") }
    return [output]
  }

  public func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    try x.linear(
      weight: pass.use(map.weight), bias: map.bias.map(pass.use), precision: pass.precision)
  }

  public var description: String { "linear \(input)→\(output)" }
}
