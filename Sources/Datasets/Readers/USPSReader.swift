import Formats
import Tensors

/// Grey images as rows of numbers in [0, 1] under `<split>/data`, classes under `<split>/target`; role
/// "table".
///
/// Values become bytes by rounding: steps of 1/255 for published steps of 1/2000.
struct USPSReader: DatasetReader {
  func read(_ request: ReadingRequest, into sink: ImageSink) throws -> DatasetPart {
    let path = try request.path("table")
    let split = try request.split()
    let file = HDF5File(path, checkpoint: sink.monitor.checkpoint)
    let (sizes, values) = try file.floats("\(split)/data")
    let pixels = request.manifest.shape.reduce(1, *)
    guard sizes.count >= 2, sizes.dropFirst().reduce(1, *) == pixels else {
      throw Failure(
        path, "array \(split)/data has other sizes", expected: "[n, \(pixels)]", got: "\(sizes)")
    }
    if let wrong = values.firstIndex(where: { !(0...1 ~= $0) }) {
      throw Failure(
        path, "image \(wrong / pixels) of \(split) has a pixel out of range", expected: "0 to 1",
        got: "\(values[wrong])")
    }
    let labels = try file.integers("\(split)/target").values
    try request.check(labels, count: sizes[0], in: path)
    try sink.append(
      values.map { UInt8(($0 * 255).rounded()) }, shape: request.manifest.shape)
    return DatasetPart(count: sizes[0], labels: labels)
  }
}
