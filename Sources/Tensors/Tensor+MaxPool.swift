import CKernels

extension Tensor {
  /// The greatest value of each window; the first of equals gets the gradient.
  /// - Shape: [n × c × h × w] → [n × c × (h + 2·padding − size) / stride + 1 × …].
  public func maxPool(size: Int, stride: Int? = nil, padding: Int = 0) throws -> Tensor {
    let stride = stride ?? size
    guard rank == 4, size >= 1, stride >= 1, padding >= 0, 2 * padding <= size else {
      throw Failure(
        "max pool \(size)×\(size)", "wrong input or window",
        expected: "[n, c, h, w], stride ≥ 1 and padding at most half the size",
        got: "\(shape), stride \(stride), padding \(padding)")
    }
    let (h, w) = (shape[2] + 2 * padding - size, shape[3] + 2 * padding - size)
    guard h >= 0, w >= 0, count > 0 else {
      throw Failure(
        "max pool \(size)×\(size)", "the input is smaller than the window", got: "\(shape)")
    }
    let (x, view) = try detached().channelView(either: true)
    let window = ck_window(
      in_height: Int64(shape[2]), in_width: Int64(shape[3]), out_height: Int64(h / stride + 1),
      out_width: Int64(w / stride + 1), size: Int64(size), stride: Int64(stride),
      padding: Int64(padding))
    let result = [shape[0], shape[1], h / stride + 1, w / stride + 1]
    let layout = ck_layout_blocked(
      view.n, view.channels, window.out_height, window.out_width, view.block, view.type)
    let storage = try Storage(count: result.reduce(1, *), layout: layout)
    let places = try Mask(bytes: result.reduce(1, *) * ck_place_bytes(window))
    unsafe ck_max_pool(x.storage.raw, view, window, storage.raw, places.pointer)
    let y = Tensor(shape: result, storage: storage)
    let (inputShape, inputLayout) = (shape, x.storage.layout)
    return try Tape.record(y, of: "max pool", from: [self]) { gradient in
      let g = try gradient.laidOut(as: layout)
      let output = try Storage(count: inputShape.reduce(1, *), layout: inputLayout)
      unsafe ck_max_pool_backward(
        g.storage.raw, places.pointer, view, window, output.raw)
      return [Tensor(shape: inputShape, storage: output)]
    }
  }
}
