import Datasets
import Tensors

/// What an augmentation makes of one image, to look at; where it mixes images, others of the data set
/// are mixed in.
public enum AugmentedImages {
  /// The image as it is, then as many epochs see it.
  /// - Throws: `Failure` where there is no such image.
  public static func montage(
    of id: Int, in dataset: Dataset, _ augmentation: Augmentation, stream: Random, count: Int = 15
  ) throws -> Montage {
    var unscaled = dataset
    unscaled.scaling = .unit
    var tiles = [Montage.Tile(try dataset.image(id), caption: "as it is", detail: "")]
    let batch = augmentation.mixup > 0 ? company(of: id, among: dataset.images.count) : [id]
    for epoch in 0..<count {
      let (images, partners, weights) = try unscaled.mixed(
        batch, augmentation, stream: stream, epoch: epoch)
      let values = images.values().prefix(dataset.images.stride)
      let bytes = values.map { UInt8((min(1, max(0, $0)) * 255).rounded()) }
      let share = Int(((1 - weights[0]) * 100).rounded())
      tiles.append(
        Montage.Tile(
          try Image(bytes, shape: dataset.images.shape), caption: "epoch \(epoch + 1)",
          detail: partners[0] == 0 || share == 0 ? "" : "\(share)% #\(batch[partners[0]] + 1)"))
    }
    return Montage(tiles: tiles, columns: 8)
  }

  /// The image, and up to seven from all over the data set.
  private static func company(of id: Int, among count: Int) -> [Int] {
    let size = min(8, count)
    return (0..<size).map { (id + $0 * count / size) % count }
  }
}
