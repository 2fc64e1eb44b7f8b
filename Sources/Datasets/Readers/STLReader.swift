import Formats
import Tensors

/// Colour images column by column, role "images", and their classes from 1 on, role "labels", which
/// the unlabelled part has not.
/// - Source: A. Coates, H. Lee, A. Y. Ng, "STL-10", binary files: each channel is in column-major order.
struct STLReader: DatasetReader {
  func read(_ request: ReadingRequest, into sink: ImageSink) throws -> DatasetPart {
    let path = try request.path("images")
    let shape = request.manifest.shape
    let pixels = shape.reduce(1, *)
    let file = try InputBytes(path)
    guard file.count > 0, file.count % pixels == 0 else {
      throw Failure(
        path, "is no whole number of images", expected: "\(pixels) bytes each",
        got: "\(file.count) bytes")
    }
    let count = file.count / pixels
    let labels = try request.files["labels"].map { labelPath in
      let bytes = try InputBytes(labelPath)
      let labels = try bytes.bytes(0..<bytes.count).map { Int($0) - 1 }
      try request.check(labels, count: count, in: labelPath)
      return labels
    }
    try sink.append(count, shape: shape) { range in
      let columns = try file.bytes(range.lowerBound * pixels..<range.upperBound * pixels)
      return (
        try ColumnMajor.transposed(
          columns, planes: range.count * shape[0], height: shape[1], width: shape[2]), ()
      )
    }
    return DatasetPart(count: count, labels: labels)
  }
}

/// Planes that are stored column by column.
enum ColumnMajor {
  /// The same planes row by row.
  /// - Throws: `Failure` where there is no memory for them.
  static func transposed(
    _ bytes: [UInt8], planes: Int, height: Int, width: Int
  ) throws -> [UInt8] {
    try Memory.require(Double(bytes.count), for: "images")
    var result = [UInt8](repeating: 0, count: bytes.count)
    let (source, plane) = (bytes.span, height * width)
    var target = result.mutableSpan
    for start in Swift.stride(from: 0, to: planes * plane, by: plane) {
      for row in 0..<height {
        for column in 0..<width {
          target[start + row * width + column] = source[start + column * height + row]
        }
      }
    }
    return result
  }
}
