import Tensors

/// Colour pictures in records of class bytes and 3 × 32 × 32 pixels, role "batch".
/// - Source: A. Krizhevsky, "The CIFAR-10 and CIFAR-100 datasets", binary version: CIFAR-10 has one
///   class byte, CIFAR-100 two, the coarse class first.
struct CIFARReader: DatasetReader {
  /// How many class bytes each record begins with.
  let labels: Int
  /// Which of them is the class.
  let used: Int

  func read(_ request: ReadingRequest, into sink: PictureSink) throws -> DatasetPart {
    let path = try request.path("batch")
    let pixels = request.manifest.shape.reduce(1, *)
    let record = labels + pixels
    var file = try InputFile(path)
    let bytes = try file.readAll(limit: 1 << 32)
    guard !bytes.isEmpty, bytes.count % record == 0 else {
      throw Failure(
        path, "is no whole number of records", expected: "\(record) bytes each",
        got: "\(bytes.count) bytes")
    }
    let count = bytes.count / record
    var images: [UInt8] = []
    images.reserveCapacity(count * pixels)
    for row in 0..<count {
      images += bytes[row * record + labels..<(row + 1) * record]
    }
    let classes = (0..<count).map { Int(bytes[$0 * record + used]) }
    try request.check(classes, count: count, in: path)
    try sink.append(images, shape: request.manifest.shape)
    return DatasetPart(count: count, labels: classes)
  }
}
