import CKernels

extension Tensor {
  /// The tensor as kernels walk it by channel, converted to row-major where its layout has gaps.
  /// - Parameter either: whether the kernel takes bfloat16 too; float32 otherwise.
  /// - Shape: [n × c] or [n × c × h × w].
  func channelView(either: Bool = false) throws -> (tensor: Tensor, view: ck_view) {
    let (n, c) = (Int64(shape[0]), Int64(shape[1]))
    if rank == 2 {
      return (try plain(), ck_view(n: n, channels: c, spatial: 1, block: c, type: CK_FLOAT32))
    }
    let tensor = try either ? self : floats()
    var view = ck_view(
      n: n, channels: c, spatial: Int64(shape[2] * shape[3]), block: 1, type: tensor.storage.type)
    if unsafe ck_layout_block(tensor.storage.layout, c, &view.block) { return (tensor, view) }
    (view.block, view.type) = (1, CK_FLOAT32)
    return (try plain(), view)
  }

  /// The sum over everything but channels: the gradient of a bias.
  func channelSum() throws -> Tensor {
    let (source, view) = try channelView(either: true)
    let result = try Tensor(unset: [shape[1]])
    try Tensor.check(
      unsafe ck_channel_sum(source.storage.raw, view, result.storage.pointer),
      for: "channel sum")
    return result
  }
}
