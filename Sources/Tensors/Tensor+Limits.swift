extension Tensor {
  /// Half of the memory that there is for this process, in bytes: nothing that is read may take more.
  package static let memoryLimit = Int(min(Memory.total / 2, 0x1p62))

  /// Whether a tensor of this shape is not absurd: its numbers fit into half of the machine's memory.
  ///
  /// Sizes of 0 count as 1, since loops run over the other axes all the same.
  public static func fits(_ shape: [Int]) -> Bool {
    var bytes = 4
    for size in shape {
      let (next, overflow) = bytes.multipliedReportingOverflow(by: Swift.max(size, 1))
      guard !overflow, next <= memoryLimit else { return false }
      bytes = next
    }
    return true
  }
}
