import Tensors

/// Colour pictures column by column, role "images", and their classes from 1 on, role "labels".
/// - Source: A. Coates, H. Lee, A. Y. Ng, "STL-10", binary files: each channel is in column-major order.
struct STLReader: DatasetReader {
  func read(_ request: ReadingRequest, into sink: PictureSink) throws -> DatasetPart {
    let (imagePath, labelPath) = (try request.path("images"), try request.path("labels"))
    let shape = request.manifest.shape
    let pixels = shape.reduce(1, *)
    var file = try InputFile(imagePath)
    let bytes = try file.readAll(limit: 1 << 33)
    guard !bytes.isEmpty, bytes.count % pixels == 0 else {
      throw Failure(
        imagePath, "is no whole number of images", expected: "\(pixels) bytes each",
        got: "\(bytes.count) bytes")
    }
    let count = bytes.count / pixels
    var labelFile = try InputFile(labelPath)
    let labels = try labelFile.readAll(limit: 1 << 30).map { Int($0) - 1 }
    try request.check(labels, count: count, in: labelPath)
    try sink.append(
      ColumnMajor.transposed(bytes, planes: count * shape[0], height: shape[1], width: shape[2]),
      shape: shape)
    return DatasetPart(count: count, labels: labels)
  }
}

/// Planes that are stored column by column.
enum ColumnMajor {
  /// The same planes row by row.
  static func transposed(
    _ bytes: [UInt8], planes: Int, height: Int, width: Int
  ) -> [UInt8] {
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
