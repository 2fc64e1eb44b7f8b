import Formats
import Tensors

/// House numbers, cropped: `X` [height × width × channels × n] and `y`, where 10 means 0; role "table".
/// - Source: Y. Netzer et al. 2011, "Reading Digits in Natural Images with Unsupervised Feature
///   Learning", format 2.
struct SVHNReader: DatasetReader {
  func read(_ request: ReadingRequest, into sink: ImageSink) throws -> DatasetPart {
    let path = try request.path("table")
    let shape = request.manifest.shape
    let file = try MATFile(path)
    let (sizes, bytes) = try file.bytes("X", ranks: 4...4)
    guard Array(sizes.prefix(3)) == [shape[1], shape[2], shape[0]] else {
      throw Failure(
        path, "images have another size", expected: "\(shape[1])×\(shape[2])×\(shape[0])",
        got: sizes.map(String.init).joined(separator: "×"))
    }
    let labels = try file.integers("y").map { $0 == 10 ? 0 : $0 }
    try request.check(labels, count: sizes[3], in: path)
    try sink.append(
      ColumnMajor.transposed(
        bytes, planes: sizes[3] * shape[0], height: shape[1], width: shape[2]), shape: shape)
    return DatasetPart(count: sizes[3], labels: labels)
  }
}
