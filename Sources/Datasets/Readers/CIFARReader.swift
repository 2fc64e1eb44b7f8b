import Formats
import Tensors

/// Colour images in records of class bytes and 3 × 32 × 32 pixels, role "batch".
/// - Source: A. Krizhevsky, "The CIFAR-10 and CIFAR-100 datasets", binary version: CIFAR-10 has one
///   class byte, CIFAR-100 two, the coarse class first.
struct CIFARReader: DatasetReader {
  /// How many class bytes each record begins with.
  let labels: Int
  /// Which of them is the class.
  let used: Int

  func read(_ request: ReadingRequest, into sink: ImageSink) throws -> DatasetPart {
    let path = try request.path("batch")
    let (pixels, labels, used) = (request.manifest.shape.reduce(1, *), labels, used)
    let record = labels + pixels
    let file = try InputBytes(path)
    guard file.count > 0, file.count % record == 0 else {
      throw Failure(
        path, "is no whole number of records", expected: "\(record) bytes each",
        got: "\(file.count) bytes")
    }
    let count = file.count / record
    let classes = try sink.append(count, shape: request.manifest.shape) {
      range in
      let records = try file.bytes(range.lowerBound * record..<range.upperBound * record)
      var images: [UInt8] = []
      images.reserveCapacity(range.count * pixels)
      for row in 0..<range.count {
        images += records[row * record + labels..<(row + 1) * record]
      }
      return (images, range.indices.map { Int(records[($0 - range.lowerBound) * record + used]) })
    }.flatMap(\.self)
    try request.check(classes, count: count, in: path)
    return DatasetPart(count: count, labels: classes)
  }
}
