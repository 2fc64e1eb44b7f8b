import Formats
import Tensors

/// Grey images from a table, role "table": an image per row, its pixels and then its class.
struct CSVReader: DatasetReader {
  func read(_ request: ReadingRequest, into sink: ImageSink) throws -> DatasetPart {
    let manifest = request.manifest
    let path = try request.path("table")
    let pixels = manifest.shape.reduce(1, *)
    let table = try CSVTable(path: path, columns: pixels + 1)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(table.rows.count * pixels)
    var labels: [Int] = []
    for (row, values) in table.rows.enumerated() {
      for value in values.prefix(pixels) {
        guard 0...manifest.pixelMaximum ~= value, let byte = UInt8(exactly: value) else {
          throw Failure(
            "\(path):\(row + 1)", "pixel is out of range",
            expected: "0 to \(manifest.pixelMaximum)",
            got: "\(value)")
        }
        bytes.append(byte)
      }
      guard manifest.classes.indices ~= values[pixels] else {
        throw Failure(
          "\(path):\(row + 1)", "no such class", expected: "0 to \(manifest.classes.count - 1)",
          got: "\(values[pixels])")
      }
      labels.append(values[pixels])
    }
    try sink.append(bytes, shape: manifest.shape)
    return DatasetPart(count: table.rows.count, labels: labels)
  }
}
