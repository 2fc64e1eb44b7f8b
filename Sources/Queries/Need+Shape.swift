import Tensors

/// What follows from the axes of a kind of evidence.
extension Need {
  /// Empty where it is no tensor.
  public var axes: [String] { if case .tensor(let axes) = form { axes } else { [] } }

  /// The axis of the images.
  public var imageAxis: Int { axes.firstIndex(of: "n") ?? 0 }

  /// As help writes it: `[n × classes]`.
  public var shape: String { shape(images: "n") }

  /// The shape for so many images, and so many planes where there are any.
  package func shape(images: String, planes: Int? = nil) -> String {
    let sizes = axes.enumerated().map { axis, name in
      axis == imageAxis ? images : axis < imageAxis ? planes.map { "\($0)" } ?? name : name
    }
    return "[\(sizes.joined(separator: " × "))]"
  }

  /// Whether a tensor has the axes of this kind, for `images` images and no empty axis within.
  package func fits(_ shape: [Int], images: Int, planes: Int? = nil) -> Bool {
    shape.count == axes.count && shape[imageAxis] == images
      && shape.dropFirst(imageAxis + 1).allSatisfy { $0 > 0 }
      && (imageAxis == 0 || planes == nil || shape[0] == planes)
  }

  /// Some images of a tensor of this kind, in the order of `places`.
  /// - Parameter planes: the first so many; all of them where nil.
  package func rows(_ places: [Int], of tensor: Tensor, planes: Int? = nil) throws -> Tensor {
    guard imageAxis == 1 else { return try tensor.gather(rows: places) }
    let (given, n) = (tensor.shape[0], tensor.shape[1])
    let inner = Array(tensor.shape.dropFirst(2))
    let wanted = planes ?? given
    var rows: [Int] = []
    for plane in 0..<wanted { rows += places.map { plane * n + $0 } }
    return try tensor.reshaped([given * n] + inner).gather(rows: rows)
      .reshaped([wanted, places.count] + inner)
  }
}
