import Datasets
import Networks
import Tensors

/// Features of images by a network that stays as it is: made once, and kept as long as it does.
final class FrozenFeatures {
  /// What they belong to.
  private struct Source: Equatable {
    let dataset: String
    let images: Int
    let scaling: Scaling
    /// Of all weights and running statistics.
    let weights: UInt64
  }

  private var source: Source?
  /// Of whole blocks of images, each [images × features], by the number of the block.
  private var blocks: [Int: Tensor] = [:]

  /// Numbers that are kept at most: 1 GiB of them.
  private static let limit = 1 << 28
  /// 256 images of 32×32 at a time.
  private static let pixelsAtATime = 1 << 18

  /// Images are gone through in the same blocks whoever asks for which of them, since the last bit of an
  /// image's features depends on where in a batch it stands.
  /// - Shape: [ids × features].
  func rows(
    of ids: [Int], _ dataset: Dataset, by network: any Classifier, _ monitor: Monitor
  ) throws -> Tensor {
    let (count, width) = (dataset.images.count, network.embeddingSize)
    let now = Source(
      dataset: dataset.name, images: count, scaling: dataset.scaling,
      weights: Self.digest(of: network))
    if now != source { (source, blocks) = (now, [:]) }
    // The rows, and the blocks that they come from.
    try Memory.require(
      8 * Double(ids.count) * Double(width), for: "features", "\(ids.count) images")
    let pixels = max(network.inputShape.dropFirst().reduce(1, *), 1)
    let size = min(max(Self.pixelsAtATime / pixels, 8), 512)
    let wanted = Dictionary(grouping: ids.indices) { ids[$0] / size }
    var result = [Float](repeating: 0, count: ids.count * width)
    func take(_ block: Int, _ features: Tensor) {
      let values = features.values()
      for place in wanted[block] ?? [] {
        let row = ids[place] - block * size
        result.replaceSubrange(
          place * width..<(place + 1) * width, with: values[row * width..<(row + 1) * width])
      }
    }
    var missing: [Int] = []
    for block in wanted.keys.sorted() {
      if let features = blocks[block] { take(block, features) } else { missing.append(block) }
    }
    var done = 0
    // Only the last of all blocks may be smaller than the others.
    let members = missing.flatMap { $0 * size..<min(($0 + 1) * size, count) }
    try dataset.eachBatch(of: members, size: size, monitor) { images in
      let features = try network.embed(images, .inference())
      take(missing[done], features)
      // What is too much to keep is made each time.
      if blocks.count * size * width < Self.limit { blocks[missing[done]] = features }
      done += 1
    }
    return try Tensor(result, shape: [ids.count, width])
  }

  /// FNV-1a over the bits of all parameters.
  private static func digest(of network: any Classifier) -> UInt64 {
    var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    for named in network.parameters {
      for value in named.parameter.value.values() {
        digest = (digest ^ UInt64(value.bitPattern)) &* 0x100_0000_01B3
      }
    }
    return digest
  }
}
