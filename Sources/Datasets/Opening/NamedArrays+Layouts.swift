/// How arrays are called: those of images, and those of their classes.
extension NamedArrays {
  /// Two arrays that make a split.
  struct Layout: Equatable {
    let split: String
    let images: String
    /// nil where there is none.
    let labels: String?
  }

  /// MedMNIST's names, Keras', USPS', MATLAB's custom, or one array of images.
  private static let known: [(split: String, images: String, labels: String)] = [
    ("train", "train_images", "train_labels"), ("validation", "val_images", "val_labels"),
    ("test", "test_images", "test_labels"), ("train", "x_train", "y_train"),
    ("test", "x_test", "y_test"), ("train", "train/data", "train/target"),
    ("validation", "validation/data", "validation/target"), ("test", "test/data", "test/target"),
    ("train", "train/images", "train/labels"), ("validation", "val/images", "val/labels"),
    ("test", "test/images", "test/labels"), ("train", "X", "y"), ("train", "images", "labels"),
  ]

  /// What messages say of `known`.
  static let expected = "train_images, x_train, train/images, X or images"

  /// The splits that a file's names make. What was exported may have further splits: `name_images`.
  static func layouts(among names: [String]) -> [Layout] {
    let all = Set(names)
    let listed = Set(known.map(\.images))
    let others = names.filter { $0.hasSuffix("_images") && !listed.contains($0) }
      .map { String($0.dropLast(7)) }
      .map { (split: $0, images: "\($0)_images", labels: "\($0)_labels") }
    return (known + others).filter { all.contains($0.images) }.map {
      Layout(
        split: $0.split, images: $0.images, labels: all.contains($0.labels) ? $0.labels : nil)
    }
  }
}
