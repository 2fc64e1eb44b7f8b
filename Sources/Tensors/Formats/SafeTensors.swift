/// Named tensors in a file that Python's safetensors reads and writes.
public enum SafeTensors {
  /// Reads all tensors of a file; numbers other than float32 are converted to the nearest float.
  /// - Throws: `Failure` that names the file.
  public static func read(_ path: String) throws -> (
    tensors: [String: Tensor], metadata: [String: String]
  ) {
    let file = try SafeTensorsFile(FileBytes.read(path), name: path)
    let tensors = try file.arrays.mapValues { try Tensor($0.values, shape: $0.shape) }
    return (tensors, file.metadata)
  }

  /// Writes tensors as float32, every bit of them; the same tensors give the same file.
  /// - Throws: `Failure` that names the file.
  public static func write(
    _ tensors: [String: Tensor], metadata: [String: String] = [:], to path: String
  ) throws {
    try FileBytes.write(encode(tensors, metadata: metadata), to: path)
  }

  /// The bytes of the file that `write` writes: names and metadata sorted by their bytes.
  /// - Throws: `Failure` where there is no memory for them.
  public static func encode(
    _ tensors: [String: Tensor], metadata: [String: String] = [:]
  ) throws -> [UInt8] {
    let sorted = tensors.sorted { SafeTensorsFile.utf8Order($0.key, $1.key) }
    var bytes = SafeTensorsFile.header(sorted.map { ($0.key, $0.value.shape) }, metadata: metadata)
    let size = sorted.reduce(0) { $0 + 4 * $1.value.count }
    let largest = sorted.reduce(0) { max($0, 4 * $1.value.count) }
    try Memory.require(Double(size + largest), for: "safetensors")
    bytes.reserveCapacity(bytes.count + size)
    for (_, tensor) in sorted { bytes += tensor.withValues(ElementType.bytes) }
    return bytes
  }
}
