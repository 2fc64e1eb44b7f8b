import CKernels

extension Tensor {
  /// The tensor as kernels walk it by channel, converted to row-major where its layout has gaps.
  /// - Shape: [n × c] or [n × c × h × w].
  func channelView() throws -> (tensor: Tensor, view: ck_view) {
    let (n, c) = (Int64(shape[0]), Int64(shape[1]))
    if rank == 2 { return (try plain(), ck_view(n: n, channels: c, spatial: 1, block: c)) }
    var view = ck_view(n: n, channels: c, spatial: Int64(shape[2] * shape[3]), block: 1)
    if unsafe ck_layout_block(storage.layout, c, &view.block) { return (self, view) }
    view.block = 1
    return (try plain(), view)
  }

  /// The sum over everything but channels: the gradient of a bias.
  func channelSum() throws -> Tensor {
    let (source, view) = try channelView()
    let result = try Tensor(unset: [shape[1]])
    try Tensor.check(
      unsafe ck_channel_sum(source.storage.pointer, view, result.storage.pointer),
      for: "channel sum")
    return result
  }
}
