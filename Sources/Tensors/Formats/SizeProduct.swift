/// Products of sizes that came from a file.
package enum SizeProduct {
  /// The product; nil where a size is negative or the product leaves `Int`.
  package static func of(_ sizes: [Int]) -> Int? {
    guard !sizes.contains(0) else { return sizes.allSatisfy { $0 >= 0 } ? 0 : nil }
    var product = 1
    for size in sizes {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard size > 0, !overflow else { return nil }
      product = next
    }
    return product
  }
}
