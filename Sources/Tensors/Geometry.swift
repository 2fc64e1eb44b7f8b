import CKernels

/// The sizes of a convolution, checked once, and the kernels that walk it in either direction.
struct Geometry {
  /// How errors call it: "convolution 3→16 5×5".
  let name: String
  private var sizes: ck_geometry
  private let inputShape: [Int]
  private let outputShape: [Int]
  private let weightShape: [Int]

  init(
    input: [Int], weight: [Int], bias: [Int]?, stride: Int, padding: Int, groups: Int,
    precision: Precision
  ) throws {
    let shape = try Geometry.checked("convolution", weight, stride: stride, padding: padding)
    let (out, kh, kw) = (shape[0], shape[2], shape[3])
    let (channels, overflows) = shape[1].multipliedReportingOverflow(by: groups)
    guard groups >= 1, !overflows, out % groups == 0 else {
      throw Failure(
        "convolution", "the groups do not divide the channels",
        expected: "groups from 1 that divide \(out)", got: "\(groups)")
    }
    name =
      "convolution \(channels)→\(out) \(kh)×\(kw)" + (groups == 1 ? "" : " in \(groups) groups")
    try Geometry.check(name, input: input, channels: channels, bias: bias, of: out)
    let (h, w) = (input[2] + 2 * padding - kh, input[3] + 2 * padding - kw)
    guard h >= 0, w >= 0 else {
      throw Failure(
        name, "the input is smaller than the kernel",
        expected: "at least \(kh)×\(kw) with padding \(padding)", got: "\(input)")
    }
    inputShape = input
    outputShape = [input[0], out, h / stride + 1, w / stride + 1]
    weightShape = weight
    sizes = Geometry.sizes(
      inputShape, outputShape, kh, kw, stride, padding, groups: groups, precision)
  }

  /// A transposed convolution is one from its output to its input.
  init(
    transposedInput input: [Int], weight: [Int], bias: [Int]?, stride: Int, padding: Int,
    outputPadding: Int, precision: Precision
  ) throws {
    let shape = try Geometry.checked(
      "transposed convolution", weight, stride: stride, padding: padding)
    let (channels, out, kh, kw) = (shape[0], shape[1], shape[2], shape[3])
    name = "transposed convolution \(channels)→\(out) \(kh)×\(kw)"
    try Geometry.check(name, input: input, channels: channels, bias: bias, of: out)
    guard (0..<stride).contains(outputPadding) else {
      throw Failure(
        name, "wrong output padding", expected: "0 to less than the stride \(stride)",
        got: "\(outputPadding)")
    }
    let h = (input[2] - 1) * stride - 2 * padding + kh + outputPadding
    let w = (input[3] - 1) * stride - 2 * padding + kw + outputPadding
    guard h >= 1, w >= 1 else {
      throw Failure(
        name, "nothing is left of the output", expected: "a smaller padding than \(padding)",
        got: "\(h)×\(w) from input \(input)")
    }
    inputShape = [input[0], out, h, w]
    outputShape = input
    weightShape = weight
    sizes = Geometry.sizes(
      inputShape, outputShape, kh, kw, stride, padding, groups: 1, precision)
  }

  private static func checked(
    _ name: String, _ weight: [Int], stride: Int, padding: Int
  ) throws -> [Int] {
    guard weight.count == 4, weight.allSatisfy({ $0 > 0 }) else {
      throw Failure(name, "wrong weight", expected: "four sizes above 0", got: "\(weight)")
    }
    guard stride >= 1, padding >= 0 else {
      throw Failure(
        name, "wrong stride or padding", expected: "stride ≥ 1 and padding ≥ 0",
        got: "stride \(stride), padding \(padding)")
    }
    return weight
  }

  private static func check(
    _ name: String, input: [Int], channels: Int, bias: [Int]?, of out: Int
  ) throws {
    guard input.count == 4, input.allSatisfy({ $0 > 0 }) else {
      throw Failure(
        name, "the input is no batch of images", expected: "[n, c, h, w]", got: "\(input)")
    }
    guard input[1] == channels else {
      throw Failure(
        name, "input has \(input[1]) channel\(input[1] == 1 ? "" : "s")",
        expected: "\(channels)", got: "input \(input)")
    }
    guard bias == nil || bias == [out] else {
      throw Failure(name, "wrong bias", expected: "[\(out)]", got: "\(bias ?? [])")
    }
  }

  private static func sizes(
    _ x: [Int], _ y: [Int], _ kh: Int, _ kw: Int, _ stride: Int, _ padding: Int, groups: Int,
    _ precision: Precision
  ) -> ck_geometry {
    ck_geometry(
      n: Int64(x[0]), in_channels: Int64(x[1]), in_height: Int64(x[2]), in_width: Int64(x[3]),
      out_channels: Int64(y[1]), out_height: Int64(y[2]), out_width: Int64(y[3]),
      kernel_height: Int64(kh), kernel_width: Int64(kw), stride: Int64(stride),
      padding: Int64(padding), groups: Int64(groups),
      bf16: precision == .bfloat16 && ck_has_bf16() ? 1 : 0,
      winograd: ck_current_settings().winograd ? 1 : 0)
  }

  func convolve(
    _ x: Tensor, _ w: Tensor, _ bias: Tensor?, _ activation: Tensor.Activation
  ) throws -> Tensor {
    var (sizes, array) = unsafe (sizes, ck_array())
    let status = unsafe ck_convolve(
      &sizes, x.storage.array, w.storage.pointer, bias?.storage.pointer, activation == .relu,
      &array)
    return try unsafe Tensor(
      shape: outputShape, storage: Tensor.adopt(array, status, for: name))
  }

  func convolveTransposed(
    _ y: Tensor, _ w: Tensor, _ bias: Tensor?, _ activation: Tensor.Activation
  ) throws -> Tensor {
    var (sizes, array) = unsafe (sizes, ck_array())
    let status = unsafe ck_convolve_transposed(
      &sizes, y.storage.array, w.storage.pointer, bias?.storage.pointer, activation == .relu,
      &array)
    return try unsafe Tensor(
      shape: inputShape, storage: Tensor.adopt(array, status, for: name))
  }

  func weightGradients(
    _ x: Tensor, _ gradient: Tensor, bias: Bool
  ) throws -> (weight: Tensor, bias: Tensor?) {
    var sizes = sizes
    let toWeight = try Tensor(unset: weightShape)
    let toBias = try bias ? Tensor(unset: [outputShape[1]]) : nil
    let status = unsafe ck_convolve_weights(
      &sizes, x.storage.array, gradient.storage.array, toWeight.storage.pointer,
      toBias?.storage.pointer)
    try Tensor.check(status, for: name)
    return (toWeight, toBias)
  }
}
