import CKernels

extension Tensor {
  /// Each element becomes 0 with this probability, and is divided by 1 − probability otherwise, so
  /// that the mean stays. With probability 0 nothing is drawn.
  ///
  /// Element i in row-major order takes word i of the stream and is dropped where `uniform()` would
  /// be below the probability; layouts and threads change nothing.
  /// - Source: Srivastava et al. 2014, in the inverted form.
  /// - Throws: where the probability is not in [0, 1).
  public func dropout(_ probability: Float, using random: inout Random) throws -> Tensor {
    try Tensor.check("dropout", probability)
    guard probability > 0, count > 0 else { return self }
    let (x, view) =
      try rank == 4 ? detached().channelView(either: true) : (detached().plain(), rowView)
    let (y, mask, scale) = try x.dropped(view, probability, using: &random)
    let layout = x.storage.layout
    return try Tape.record(y, of: "dropout", from: [self]) { gradient in
      var g = try gradient.laidOut(as: layout)
      let output = try g.reusedStorage()
      unsafe ck_dropout_backward(
        g.storage.raw, g.storage.type, mask.pointer, scale, output.raw, Int64(g.count))
      return [Tensor(shape: g.shape, storage: output)]
    }
  }

  /// Whole channels of each image become 0 with this probability, the others are divided by
  /// 1 − probability. Channel c of image i takes word i·c + c of the stream.
  /// - Shape: [n × c × h × w], unchanged.
  /// - Source: Tompson et al. 2015, §3.2 (spatial dropout); PyTorch's `dropout2d`.
  /// - Throws: where the probability is not in [0, 1).
  public func channelDropout(_ probability: Float, using random: inout Random) throws -> Tensor {
    try Tensor.check("channel dropout", probability)
    guard rank == 4 else {
      throw Failure(
        "channel dropout", "the input is no batch of images", expected: "[n, c, h, w]",
        got: "\(shape)")
    }
    guard probability > 0, count > 0 else { return self }
    let (x, view) = try detached().channelView(either: true)
    let ones = try Tensor(repeating: 1, shape: [shape[0], shape[1]])
    let factors = try ones.dropped(ones.rowView, probability, using: &random).result
    let y = Tensor(shape: shape, storage: try Storage(like: x.storage))
    unsafe ck_scale_planes(x.storage.raw, view, factors.storage.pointer, y.storage.raw)
    let layout = x.storage.layout
    return try Tape.record(y, of: "channel dropout", from: [self]) { gradient in
      var g = try gradient.laidOut(as: layout)
      let output = try g.reusedStorage()
      unsafe ck_scale_planes(g.storage.raw, view, factors.storage.pointer, output.raw)
      return [Tensor(shape: g.shape, storage: output)]
    }
  }

  /// A row-major tensor as one run of elements.
  private var rowView: ck_view {
    ck_view(n: Int64(count), channels: 1, spatial: 1, block: 1, type: CK_FLOAT32)
  }

  private static func check(_ name: String, _ probability: Float) throws {
    guard (0..<1).contains(probability) else {
      throw Failure(
        name, "wrong probability", expected: "a number from 0 to less than 1",
        got: "\(probability)")
    }
  }

  private func dropped(
    _ view: ck_view, _ probability: Float, using random: inout Random
  ) throws -> (result: Tensor, mask: Mask, scale: Float) {
    let result = Tensor(shape: shape, storage: try Storage(like: storage))
    let mask = try Mask(bytes: count)
    // uniform() is (word >> 8) · 2⁻²⁴.
    let threshold = UInt32((Double(probability) * 0x1p24).rounded(.up))
    let scale = 1 / (1 - probability)
    unsafe ck_dropout(
      storage.raw, view,
      ck_random(seed: random.seed, stream: random.stream, words: random.words), threshold, scale,
      result.storage.raw, mask.pointer)
    random.skip(words: count)
    return (result, mask, scale)
  }
}

extension Random {
  /// The stream as it stands when so many words more were taken.
  mutating func skip(words count: Int) {
    self = Random(seed: seed, stream: stream, words: words &+ UInt64(count))
  }
}
