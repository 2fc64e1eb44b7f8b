import ActiveLearning
import Tensors

/// Images of a data set, side by side.
enum Images {
  /// Each image above its id, and above `details` where there are any.
  /// - Parameter details: one for each id, or none.
  static func montage(
    of ids: [Int], in dataset: Dataset, details: [String] = [], columns: Int = 10, group: Int = 1
  ) throws -> Montage {
    try Answers.check(ids, of: dataset)
    let pixels = dataset.images.height * dataset.images.width
    try Memory.require(
      Double(ids.count) * Double(3 * pixels + 256), for: "montage", "\(ids.count) images")
    var montage = Montage(
      tiles: try ids.enumerated().map { place, id in
        Montage.Tile(
          try dataset.image(id), caption: "\(id + 1)",
          detail: place < details.count ? details[place] : "")
      }, columns: columns)
    montage.group = group
    return montage
  }
}
