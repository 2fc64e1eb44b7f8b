/// A tensor of row-major values on its way from the thread that made it to the one that uses it.
package struct PreparedTensor: Sendable {
  private let shape: [Int]
  private let storage: Storage

  /// - Throws: `Failure` where memory is missing.
  package init(_ tensor: Tensor) throws {
    shape = tensor.shape
    storage = try tensor.plain().storage
  }

  /// The values again, without a history.
  package var tensor: Tensor { Tensor(shape: shape, storage: storage) }
}
