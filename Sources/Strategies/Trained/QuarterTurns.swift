import Tensors

/// Turns images by quarters.
public enum QuarterTurns {
  /// Each image turned by 0, 90, 180 and 270 degrees against the clock, one turn's images after
  /// another's, as `Dataset.rotations` has them.
  /// - Shape: [n × c × side × side] → [4n × c × side × side].
  /// - Throws: a `Failure` where images are not square.
  public static func all(_ images: Tensor) throws -> Tensor {
    guard images.rank == 4, images.shape[2] == images.shape[3] else {
      throw Failure(
        "rotations", "images are not square", expected: "[n, c, side, side]",
        got: "\(images.shape)")
    }
    let side = images.shape[2]
    var values = images.values()
    var all = values
    all.reserveCapacity(4 * values.count)
    for _ in 1..<4 {
      var turned = values
      for plane in stride(from: 0, to: values.count, by: side * side) {
        for y in 0..<side {
          // Row y, column x comes from row x, column side − 1 − y.
          for x in 0..<side {
            turned[plane + y * side + x] = values[plane + x * side + side - 1 - y]
          }
        }
      }
      all += turned
      values = turned
    }
    return try Tensor(all, shape: [4 * images.shape[0]] + images.shape.dropFirst())
  }
}
