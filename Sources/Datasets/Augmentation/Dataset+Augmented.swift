import Tensors

extension Dataset {
  /// These images, each changed at random, as scaled numbers.
  /// - Parameters:
  ///   - stream: The run's stream for this purpose; none of its words are taken.
  ///   - epoch: Other epochs draw other changes; so do other views of one epoch.
  ///   - view: Which view of an image, where each has several, as SimCLR's two.
  /// - Shape: [ids × channels × height × width].
  /// - Throws: `Failure` where an id is not there.
  public func batch(
    _ ids: [Int], _ augmentation: Augmentation, stream: Random, epoch: Int = 0, view: Int = 0
  ) throws -> Tensor {
    try apply(changes(ids, augmentation, stream: stream, epoch: epoch, view: view))
  }

  /// Two views of each image, the second ones behind all first ones, as NT-Xent wants them.
  /// - Shape: [2 · ids × channels × height × width].
  public func views(
    _ ids: [Int], _ augmentation: Augmentation, stream: Random, epoch: Int = 0
  ) throws -> Tensor {
    try batch(ids, as: .pair(augmentation), stream: stream, epoch: epoch)
  }

  /// Each image turned by 0, 90, 180 and 270 degrees, one turn's images after another's; the class of
  /// a row is its number of quarter turns.
  /// - Parameters:
  ///   - augmentation: changes before the turn, the same for all four; nil for none.
  ///   - stream: as in `batch`; not used without an augmentation.
  /// - Shape: [4 · ids × channels × side × side].
  /// - Throws: `Failure` where images are not square.
  public func rotations(
    _ ids: [Int], _ augmentation: Augmentation? = nil,
    stream: Random = Random(seed: 0, stream: "augmentation"), epoch: Int = 0
  ) throws -> (images: Tensor, turns: [Int]) {
    (
      try batch(ids, as: .quarterTurns(augmentation), stream: stream, epoch: epoch),
      (0..<4).flatMap { turns in ids.map { _ in turns } }
    )
  }

  /// Four turns of each image, turn by turn.
  func quarterTurns(
    _ ids: [Int], _ augmentation: Augmentation?, stream: Random, epoch: Int
  ) throws -> [ImageChange] {
    try images.check(ids)
    guard images.height == images.width else {
      throw Failure(
        "\(name): rotations", "images are not square", got: "\(images.height)×\(images.width)")
    }
    return (0..<4).flatMap { turns in
      ids.map { id in
        let turned = Augmentation.turned(
          row: images.place(of: id), height: images.height, width: images.width, turns: turns)
        guard let augmentation else { return turned }
        var rng = stream.stream(of: id, epoch: epoch)
        var change = augmentation.change(
          row: turned.row, height: images.height, width: images.width, using: &rng)
        change.turn(by: turned)
        return change
      }
    }
  }

  /// Pairs of images mixed: row i is weight · image i + (1 − weight) · image partner.
  ///
  /// The loss of a row is mixed by the same weight from those of both classes.
  /// - Source: Zhang et al. 2018, "mixup: Beyond Empirical Risk Minimization", eq. 1. Differs: a weight for
  ///   each row.
  /// - Returns: The mixed images, and for each row its partner's place in the batch and its own weight.
  public func mixed(
    _ ids: [Int], _ augmentation: Augmentation, stream: Random, epoch: Int = 0, batch: Int = 0
  ) throws -> (images: Tensor, partners: [Int], weights: [Float]) {
    let whole = try self.batch(ids, augmentation, stream: stream, epoch: epoch)
    guard augmentation.mixup > 0 else {
      return (whole, Array(ids.indices), [Float](repeating: 1, count: ids.count))
    }
    let values = whole.values()
    // A stream beside those of the images: no image has a negative id.
    var rng = stream.stream(of: -1 - batch, epoch: epoch)
    let partners = rng.permutation(ids.count)
    let weights = ids.map { _ in Float(rng.beta(augmentation.mixup)) }
    let stride = images.stride
    var mixed = values
    for (row, partner) in partners.enumerated() {
      let weight = weights[row]
      for place in 0..<stride {
        mixed[row * stride + place] =
          weight * values[row * stride + place]
          + (1 - weight) * values[partner * stride + place]
      }
    }
    return (try Tensor(mixed, shape: [ids.count] + images.shape), partners, weights)
  }

  /// What happens to images, each drawn from its own stream.
  func changes(
    _ ids: [Int], _ augmentation: Augmentation, stream: Random, epoch: Int, view: Int
  ) throws -> [ImageChange] {
    try images.check(ids)
    return ids.map { id in
      // A view is an epoch of its own, far from all others.
      var rng = stream.stream(of: id, epoch: epoch &+ view &* 0x4000_0000)
      return augmentation.change(
        row: images.place(of: id), height: images.height, width: images.width, using: &rng)
    }
  }

  /// The numbers of changed images, by the engine's threads or on this one alone.
  /// - Shape: [changes × channels × height × width].
  func apply(_ changes: [ImageChange], parallel: Bool = true) throws -> Tensor {
    let (mean, deviation) = scaling.constants(channels: images.channels)
    return try images.withPlaces(changes.map(\.row)) { bytes, rows in
      var changes = changes
      for (place, row) in rows.enumerated() { changes[place].row = row }
      return try ImageChange.apply(
        changes, to: bytes, shape: images.shape, scale: 1 / Float(pixelMaximum), mean: mean,
        deviation: deviation, parallel: parallel)
    }
  }
}
