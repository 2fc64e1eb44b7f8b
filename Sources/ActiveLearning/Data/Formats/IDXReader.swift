import Tensors

/// Grey pictures and their classes from two idx files, roles "images" and "labels".
struct IDXReader: DatasetReader {
  func read(_ request: ReadingRequest, into sink: PictureSink) throws -> DatasetPart {
    let manifest = request.manifest
    let imagePath = try request.path("images")
    let labelPath = try request.path("labels")
    let header = try IDXHeader(path: imagePath, rank: 3)
    let labels = try IDXFile(path: labelPath, rank: 1)
    let (count, size) = (header.sizes[0], Array(header.sizes[1...]))
    guard [1] + size == manifest.shape else {
      throw Failure(
        imagePath, "images have another size",
        expected: manifest.shape.dropFirst().map(String.init).joined(separator: "×"),
        got: size.map(String.init).joined(separator: "×"))
    }
    let images = try InputBytes(imagePath, count: header.total)
    guard labels.bytes.count == count else {
      throw Failure(
        labelPath, "labels do not match the images of \(imagePath)", expected: "\(count) labels",
        got: "\(labels.bytes.count)")
    }
    if let row = labels.bytes.firstIndex(where: { $0 >= manifest.classes.count }) {
      throw Failure(
        labelPath, "label \(row) is no class", expected: "0 to \(manifest.classes.count - 1)",
        got: "\(labels.bytes[row])")
    }
    let stride = size.reduce(1, *)
    try sink.append(count, shape: manifest.shape, monitor: request.monitor) { range in
      let bytes = range.lowerBound * stride..<range.upperBound * stride
      return (
        try images.bytes(bytes.lowerBound + header.start..<bytes.upperBound + header.start), ()
      )
    }
    return DatasetPart(count: count, labels: labels.bytes.map(Int.init))
  }
}
