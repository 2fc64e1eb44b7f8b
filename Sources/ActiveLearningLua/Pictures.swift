import ActiveLearning
import Tensors

/// Pictures of a data set, side by side.
enum Pictures {
  /// - Parameter captions: one for each id.
  static func montage(of ids: [Int], in dataset: Dataset, captions: [String]) throws -> Montage {
    Montage(
      tiles: try zip(ids, captions).map { id, caption in
        Montage.Tile(try dataset.picture(id), caption: caption)
      }, columns: 10)
  }
}
