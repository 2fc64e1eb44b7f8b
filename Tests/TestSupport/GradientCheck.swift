import Tensors

/// Compares the gradients that the tape gives with central differences, element by element.
///
/// The result of `function` is weighted with fixed numbers and summed in double precision. With a
/// step h = 1/256, a difference is off by h²·f‴/6 ≈ 3·10⁻⁶ for functions as smooth as ours on inputs
/// of size 1, and by rounding, 2⁻²⁴·|f|/h ≈ 2·10⁻⁵·|f|; the tolerance is 100 times that, far below
/// the size of any term that could be missing.
/// - Returns: nil where they agree, otherwise the first disagreement in words.
public func gradientMismatch(
  at inputs: [Tensor], step: Float = 1.0 / 256, tolerance: Double = 2e-3,
  of function: ([Tensor]) throws -> Tensor
) throws -> String? {
  let probe = try function(inputs)
  let weights = try grid(probe.shape, seed: 77, offset: 0.3)

  let tape = Tape()
  let leaves = inputs.map { tape.variable($0) }
  let loss = try (function(leaves) * weights).sum()
  let gradients = try tape.gradients(of: loss, for: leaves)

  func value(_ inputs: [Tensor]) throws -> Double {
    let outputs = try function(inputs).values()
    return zip(outputs, weights.values()).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
  for (number, input) in inputs.enumerated() {
    guard gradients[number].shape == input.shape else {
      return "input \(number): the gradient has shape \(gradients[number].shape)"
    }
    let analytic = gradients[number].values()
    for index in 0..<input.count {
      var (up, down) = (inputs, inputs)
      try up[number].withMutableValues { $0[index] += step }
      try down[number].withMutableValues { $0[index] -= step }
      let numeric = try (value(up) - value(down)) / Double(2 * step)
      let difference = abs(numeric - Double(analytic[index]))
      // Written so that "not a number" counts as a disagreement.
      if !(difference <= tolerance * (1 + abs(numeric))) {
        return "input \(number), element \(index): tape \(analytic[index]), difference \(numeric)"
      }
    }
  }
  return nil
}
