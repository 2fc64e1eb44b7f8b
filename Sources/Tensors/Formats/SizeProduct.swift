/// Products of sizes that came from a file or a user.
package enum SizeProduct {
  /// The product; nil where a size is negative, or the sizes other than 0 multiply to more than `Int` holds
  /// (so that no order of multiplying them can overflow).
  package static func of(_ sizes: [Int]) -> Int? {
    var product = 1
    for size in sizes where size != 0 {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard size > 0, !overflow else { return nil }
      product = next
    }
    return sizes.contains(0) ? 0 : product
  }
}
