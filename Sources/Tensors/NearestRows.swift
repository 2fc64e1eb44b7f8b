import CKernels

/// Rows of a matrix, arranged so that the nearest of them to any point are found exactly and fast.
///
/// Matrix products with a proven bound on their error rule out nearly all pairs; the others are
/// computed as Σ (x − y)², and those numbers decide. Products of bytes, where the processor has them
/// and the rows suit them, give the same bits as any other.
@safe
package final class NearestRows {
  /// How products are computed; all give the same answers.
  package enum Products: UInt32, CaseIterable {
    case best, portable, wide, bytes
  }

  /// What was found for some queries, nearest first, ties by index: rows of `count` each.
  package struct Found {
    package let count: Int
    package var indices: [Int32]
    /// Squared distances.
    package var distances: [Float]
  }

  private let points: Tensor
  private var searched: OpaquePointer

  package var count: Int { points.shape[0] }
  package var width: Int { points.shape[1] }

  /// - Shape: `points` is [n × d], with finite numbers.
  /// - Throws: where memory is missing, or the processor lacks the products asked for.
  package init(_ points: Tensor, products: Products = .best) throws {
    guard points.rank == 2, points.shape[0] > 0, points.shape[1] > 0 else {
      throw Failure("nearest rows", "no points", expected: "[n × d]", got: "\(points.shape)")
    }
    self.points = try points.detached().plain()
    unsafe searched = try NearestRows.arrange(self.points, products)
  }

  private static func arrange(_ points: Tensor, _ products: Products) throws -> OpaquePointer {
    var made: OpaquePointer?
    let status = unsafe ck_searched_create(
      points.storage.pointer, Int64(points.shape[0]), Int64(points.shape[1]),
      ck_products(products.rawValue), &made)
    guard status == CK_OK, let made = unsafe made else {
      throw Failure("nearest rows", Tensor.text(of: status))
    }
    return unsafe made
  }

  /// The nearest `neighbours` rows of each query.
  /// - Parameters:
  ///   - rows: which rows of `queries`; all where nil.
  ///   - excludingSelf: whether row i of the queries is the point i, and not its own neighbour.
  ///   - checkpoint: called every tenth of a second or so; it throws to stop.
  /// - Precondition: `neighbours` is at most the number of points, itself not counted.
  package func nearest(
    _ neighbours: Int, of queries: Tensor, rows: [Int32]? = nil, excludingSelf: Bool = false,
    checkpoint: () throws -> Void = {}
  ) throws -> Found {
    guard queries.rank == 2, queries.shape[1] == width, neighbours >= 1,
      neighbours <= count - (excludingSelf ? 1 : 0)
    else {
      throw Failure(
        "nearest rows", "queries and points do not fit", expected: "[n × \(width)]",
        got: "\(queries.shape), \(neighbours) of \(count)")
    }
    let queries = try queries.detached().plain()
    let total = rows?.count ?? queries.shape[0]
    var found = Found(
      count: neighbours, indices: Array(repeating: 0, count: total * neighbours),
      distances: Array(repeating: 0, count: total * neighbours))
    // Some 10¹⁰ multiplications and additions at a time.
    let chunk = max(448, 10_000_000_000 / (2 * count * width))
    var start = 0
    while start < total {
      try checkpoint()
      let end = min(total, start + chunk)
      let before = unsafe ck_searched_again(searched)
      try search(queries, rows, start..<end, excludingSelf, into: &found)
      let again = unsafe ck_searched_again(searched) - before
      // Where bytes tell too little apart, float32 products do better.
      if unsafe ck_searched_products(searched) == CK_PRODUCTS_BYTES,
        Int(again) > (end - start) * (2 * neighbours + count / 12)
      {
        unsafe ck_searched_free(searched)
        unsafe searched = try NearestRows.arrange(points, floatProducts)
      }
      start = end
    }
    return found
  }

  private var floatProducts: Products { ck_has_avx512() ? .wide : .portable }

  private func search(
    _ queries: Tensor, _ rows: [Int32]?, _ range: Range<Int>, _ excludingSelf: Bool,
    into found: inout Found
  ) throws {
    let k = found.count
    let status = unsafe found.indices.withUnsafeMutableBufferPointer { indices in
      unsafe found.distances.withUnsafeMutableBufferPointer { distances in
        guard let i = indices.baseAddress, let d = distances.baseAddress else {
          return CK_OK
        }
        func run(_ which: UnsafePointer<Int32>?) -> ck_status {
          unsafe ck_search(
            searched, queries.storage.pointer, which, Int64(range.lowerBound), Int64(range.count),
            Int64(k), excludingSelf, i + range.lowerBound * k, d + range.lowerBound * k)
        }
        guard let rows else { return run(nil) }
        return unsafe rows.withUnsafeBufferPointer { buffer in
          unsafe run(buffer.baseAddress.map { unsafe $0 + range.lowerBound })
        }
      }
    }
    try Tensor.check(status, for: "nearest rows")
  }

  deinit { unsafe ck_searched_free(searched) }
}
