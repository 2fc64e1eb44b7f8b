import CKernels

extension Tensor {
  /// The mean of each window; padding counts as zeros, as in PyTorch's `avg_pool2d`.
  /// - Shape: [n × c × h × w] → [n × c × (h + 2·padding − size) / stride + 1 × …].
  public func averagePool(size: Int, stride: Int? = nil, padding: Int = 0) throws -> Tensor {
    let step = stride ?? size
    let name = "average pool \(size)×\(size)"
    guard rank == 4, count > 0, 1...65_535 ~= size, 1...65_535 ~= step, 0...size / 2 ~= padding
    else {
      throw Failure(
        name, "wrong input or window",
        expected: "[n, c, h, w], stride ≥ 1 and padding at most half the size",
        got: "\(shape), stride \(step), padding \(padding)")
    }
    guard shape[2] + 2 * padding >= size, shape[3] + 2 * padding >= size else {
      throw Failure(name, "the input is smaller than the window", got: "\(shape)")
    }
    func windows(_ length: Int) -> [Int32] {
      Swift.stride(from: -padding, through: length + padding - size, by: step).flatMap { first in
        [Int32(Swift.max(first, 0)), Int32(Swift.min(first + size, length))]
      }
    }
    return try averaged(
      name, rows: windows(shape[2]), columns: windows(shape[3]), divisor: Float(size * size))
  }

  /// The means of size × size windows that cover each image: window i begins at ⌊i·h/size⌋ and ends
  /// before ⌈(i + 1)·h/size⌉, as in PyTorch's `adaptive_avg_pool2d`.
  /// - Shape: [n × c × h × w] → [n × c × size × size].
  public func adaptiveAveragePool(to size: Int) throws -> Tensor {
    let name = "adaptive average pool to \(size)×\(size)"
    guard rank == 4, count > 0, 1...65_535 ~= size, Tensor.fits([shape[0], shape[1], size, size])
    else {
      throw Failure(
        name, "wrong input or size", expected: "[n, c, h, w] and a size from 1 on",
        got: "\(shape)")
    }
    func windows(_ length: Int) -> [Int32] {
      (0..<size).flatMap { place -> [Int32] in
        let (first, next) = (place * length, (place + 1) * length)
        return [Int32(first / size), Int32((next + size - 1) / size)]
      }
    }
    return try averaged(name, rows: windows(shape[2]), columns: windows(shape[3]), divisor: 0)
  }

  /// The mean of each channel of each image.
  /// - Shape: [n × c × h × w] → [n × c].
  public func globalAveragePool() throws -> Tensor {
    guard rank == 4, count > 0 else {
      throw Failure(
        "global average pool", "the input is no batch of images", expected: "[n, c, h, w]",
        got: "\(shape)")
    }
    return try averaged(
      "global average pool", rows: [0, Int32(clamping: shape[2])],
      columns: [0, Int32(clamping: shape[3])], divisor: 0
    ).reshaped([shape[0], shape[1]])
  }

  /// The means of rectangles, given by pairs of a first row or column and one behind the last.
  private func averaged(
    _ name: String, rows: [Int32], columns: [Int32], divisor: Float
  ) throws -> Tensor {
    let (x, view) = try detached().channelView(either: true)
    let (height, width) = (rows.count / 2, columns.count / 2)
    let (inputShape, inputLayout) = (shape, x.storage.layout)
    let result = [shape[0], shape[1], height, width]
    // A single place is row-major in every layout, and too little to save memory on.
    let layout =
      height * width == 1
      ? ck_layout(CK_PLAIN)
      : ck_layout_blocked(view.n, view.channels, Int64(height), Int64(width), view.block, view.type)
    let y = Tensor(
      shape: result, storage: try Storage(count: result.reduce(1, *), layout: layout))
    func withRectangles(_ body: (ck_rectangles) -> Void) {
      unsafe rows.withUnsafeBufferPointer { rows in
        unsafe columns.withUnsafeBufferPointer { columns in
          guard let rows = rows.baseAddress, let columns = columns.baseAddress else { return }
          unsafe body(
            ck_rectangles(
              in_height: Int64(inputShape[2]), in_width: Int64(inputShape[3]),
              out_height: Int64(height), out_width: Int64(width), rows: rows, columns: columns,
              divisor: divisor))
        }
      }
    }
    let type = y.storage.type
    unsafe withRectangles { unsafe ck_average_pool(x.storage.raw, view, $0, type, y.storage.raw) }
    return try Tape.record(y, of: name, from: [self]) { gradient in
      let g = try gradient.laidOut(as: layout)
      let output = try Storage(count: inputShape.reduce(1, *), layout: inputLayout)
      unsafe withRectangles {
        unsafe ck_average_pool_backward(g.storage.raw, type, view, $0, output.raw)
      }
      return [Tensor(shape: inputShape, storage: output)]
    }
  }
}
