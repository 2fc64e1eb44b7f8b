import Tensors

/// The two parameters of a normalisation over channels.
struct ScaleAndShift {
  let weight: Parameter
  let bias: Parameter

  /// Ones and zeros.
  init(_ channels: Int) throws {
    weight = Parameter(try Tensor(repeating: 1, shape: [channels]))
    bias = Parameter(try .zeros([channels]))
  }

  var named: [NamedParameter] { [.init("weight", weight), .init("bias", bias)] }
}
