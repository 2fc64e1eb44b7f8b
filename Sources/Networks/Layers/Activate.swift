import Tensors

/// A function of each number by itself.
public struct Activate: Layer {
  public enum Function: String, Sendable, CaseIterable {
    case relu, gelu, tanh, sigmoid
    case leakyRelu = "leaky_relu"
  }

  let function: Function
  let slope: Float

  /// - Parameter slope: of `leakyRelu` below 0; 0.01 is PyTorch's default.
  public init(_ function: Function, slope: Float = 0.01) {
    self.function = function
    self.slope = slope
  }

  public func outputShape(for shape: [Int]) throws -> [Int] { shape }

  public func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    switch function {
    case .relu: try x.relu()
    case .gelu: try x.gelu()
    case .tanh: try x.tanh()
    case .sigmoid: try x.sigmoid()
    case .leakyRelu: try x.leakyRelu(slope: slope)
    }
  }

  public var description: String {
    function.rawValue + (function == .leakyRelu ? " \(slope)" : "")
  }
}
