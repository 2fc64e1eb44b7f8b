import Formats
import Tensors

/// Grey images and their classes from two idx files, roles "images" and "labels".
struct IDXReader: DatasetReader {
  /// The files of one part, unpacked.
  private struct Files {
    let header: IDXHeader
    let images: InputBytes
    let labels: [UInt8]
  }

  private var files: Files?

  func opened(_ request: ReadingRequest) throws -> any DatasetReader {
    var copy = self
    copy.files = try open(request)
    return copy
  }

  func read(_ request: ReadingRequest, into sink: ImageSink) throws -> DatasetPart {
    let files = try files ?? open(request)
    let (count, shape) = (files.header.sizes[0], request.manifest.shape)
    let (images, start, stride) = (files.images, files.header.start, shape.reduce(1, *))
    try sink.append(count, shape: shape) { range in
      let bytes = start + range.lowerBound * stride..<start + range.upperBound * stride
      return (try images.bytes(bytes), ())
    }
    return DatasetPart(count: count, labels: files.labels.map(Int.init))
  }

  private func open(_ request: ReadingRequest) throws -> Files {
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
    return Files(header: header, images: images, labels: labels.bytes)
  }
}
