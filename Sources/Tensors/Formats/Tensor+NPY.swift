extension Tensor {
  /// Reads an array that NumPy wrote; numbers other than float32 are converted to the nearest float.
  /// - Throws: `Failure` that names the file.
  public static func readNPY(_ path: String) throws -> Tensor {
    let file = try NPYFile(FileBytes.read(path), name: path)
    return try Tensor(file.values, shape: file.shape)
  }

  /// Writes an array that NumPy reads, every bit of it.
  /// - Throws: `Failure` that names the file.
  public func writeNPY(_ path: String) throws {
    try Memory.require(12 * Double(count), for: path)
    try FileBytes.write(withValues { NPYFile.encode($0, shape: shape) }, to: path)
  }
}
