import Tensors

/// What an augmentation makes of one picture, to look at.
public enum AugmentedPictures {
  /// The picture as it is, then as many epochs see it.
  /// - Throws: `Failure` where there is no such picture.
  public static func montage(
    of id: Int, in dataset: Dataset, _ augmentation: Augmentation, stream: Random, count: Int = 15
  ) throws -> Montage {
    var unscaled = dataset
    unscaled.scaling = .unit
    var tiles = [Montage.Tile(try dataset.picture(id), caption: "as it is", detail: "")]
    for epoch in 0..<count {
      let values = try unscaled.batch([id], augmentation, stream: stream, epoch: epoch).values()
      let bytes = values.map { UInt8((min(1, max(0, $0)) * 255).rounded()) }
      tiles.append(
        Montage.Tile(
          try Picture(bytes, shape: dataset.images.shape), caption: "epoch \(epoch + 1)",
          detail: ""))
    }
    return Montage(tiles: tiles, columns: 8)
  }
}
