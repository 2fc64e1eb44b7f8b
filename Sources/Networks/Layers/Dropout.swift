import Tensors

/// Drops numbers at random where the pass has a stream to draw from; lets everything through where
/// it has none.
/// - Source: Srivastava et al. 2014.
public struct Dropout: Layer {
  let probability: Float

  public init(_ probability: Float) { self.probability = probability }

  public func outputShape(for shape: [Int]) throws -> [Int] { shape }

  public func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    guard var random = pass.random else { return x }
    defer { pass.random = random }
    return try x.dropout(probability, using: &random)
  }

  public var description: String { "dropout \(probability)" }
}
