import CKernels

/// Rows that are asked about many times, made ready once.
@safe
package final class AskedRows {
  fileprivate let points: Tensor
  fileprivate let asked: OpaquePointer

  /// - Shape: `points` is [n × d], with finite numbers.
  package init(_ points: Tensor) throws {
    self.points = try points.detached().plain()
    var made: OpaquePointer?
    let status = unsafe ck_asked_create(
      self.points.storage.pointer, Int64(points.shape[0]), Int64(points.shape[1]), &made)
    guard status == CK_OK, let made = unsafe made else {
      throw Tensor.failure(status, of: "nearest rows")
    }
    unsafe asked = made
  }

  deinit { unsafe ck_asked_free(asked) }
}

/// Rows of a matrix, arranged so that the nearest of them to any point are found exactly and fast.
///
/// Matrix products with a proven bound on their error rule out nearly all pairs; the others are
/// computed as Σ (x − y)², and those numbers decide. Products of bytes, where the processor has them
/// and the rows suit them, give the same bits as any other.
@safe
package final class NearestRows {
  /// How products are computed; all give the same answers.
  package enum Products: UInt32, CaseIterable {
    case best, portable, wide, bytes, none
  }

  /// What was found for some queries, nearest first, ties by index: rows of `count` each.
  package struct Found {
    package let count: Int
    package var indices: [Int32]
    /// Squared distances.
    package var distances: [Float]
  }

  /// Up to as many points, nothing is gained by making queries ready.
  package static let few = Int(CK_FEW_ROWS)

  private let points: Tensor
  private let asked: AskedRows?
  private var searched: OpaquePointer

  package var count: Int { points.shape[0] }
  package var width: Int { points.shape[1] }

  /// - Shape: `points` is [n × d], with finite numbers.
  /// - Parameter asked: who will ask, where that is known.
  /// - Throws: where memory is missing, or the processor lacks the products asked for.
  package init(
    _ points: Tensor, products: Products = .best, for asked: AskedRows? = nil
  ) throws {
    guard points.rank == 2, points.shape[0] > 0, points.shape[1] > 0 else {
      throw Failure("nearest rows", "no points", expected: "[n × d]", got: "\(points.shape)")
    }
    self.points = try points.detached().plain()
    self.asked = asked
    unsafe searched = try NearestRows.arrange(self.points, products, asked)
  }

  private static func arrange(
    _ points: Tensor, _ products: Products, _ asked: AskedRows?
  ) throws -> OpaquePointer {
    var made: OpaquePointer?
    let status = unsafe ck_searched_create(
      points.storage.pointer, Int64(points.shape[0]), Int64(points.shape[1]),
      ck_products(products.rawValue), asked?.asked, &made)
    guard status == CK_OK, let made = unsafe made else {
      throw Tensor.failure(status, of: "nearest rows")
    }
    return unsafe made
  }

  /// The nearest `neighbours` rows of each query.
  /// - Parameters:
  ///   - rows: which rows of `queries`; all where nil.
  ///   - guesses: as many different rows for each query as are sought, which may be among them.
  ///   - excludingSelf: whether row i of the queries is the point i, and not its own neighbour.
  ///   - checkpoint: called every tenth of a second or so; it throws to stop.
  /// - Precondition: `neighbours` is at most the number of points, itself not counted.
  package func nearest(
    _ neighbours: Int, of queries: Tensor, rows: [Int32]? = nil, guesses: [Int32]? = nil,
    excludingSelf: Bool = false, checkpoint: () throws -> Void = {}
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
    guard guesses?.count ?? total * neighbours == total * neighbours else {
      throw Failure(
        "nearest rows", "wrong number of guesses", expected: "\(total * neighbours)",
        got: "\(guesses?.count ?? 0)")
    }
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
      try search(queries, rows, guesses, start..<end, excludingSelf, into: &found)
      let again = unsafe ck_searched_again(searched) - before
      // Where bytes tell too little apart, float32 products do better.
      if unsafe ck_searched_products(searched) == CK_PRODUCTS_BYTES,
        Int(again) > (end - start) * (2 * neighbours + count / 12)
      {
        unsafe ck_searched_free(searched)
        unsafe searched = try NearestRows.arrange(points, floatProducts, nil)
      }
      start = end
    }
    return found
  }

  private var floatProducts: Products { ck_has_avx512() ? .wide : .portable }

  private func search(
    _ queries: Tensor, _ rows: [Int32]?, _ guesses: [Int32]?, _ range: Range<Int>,
    _ excludingSelf: Bool, into found: inout Found
  ) throws {
    let k = found.count
    let status = unsafe found.indices.withUnsafeMutableBufferPointer { indices in
      unsafe found.distances.withUnsafeMutableBufferPointer { distances in
        guard let i = indices.baseAddress, let d = distances.baseAddress else {
          return CK_OK
        }
        func run(_ which: UnsafePointer<Int32>?, _ guesses: UnsafePointer<Int32>?) -> ck_status {
          unsafe ck_search(
            searched, queries.storage.pointer, which, Int64(range.lowerBound), Int64(range.count),
            Int64(k), excludingSelf, guesses, Int64(k), i + range.lowerBound * k,
            d + range.lowerBound * k)
        }
        return unsafe NearestRows.from(range.lowerBound, of: rows) { which in
          unsafe NearestRows.from(range.lowerBound * k, of: guesses) { guesses in
            unsafe run(which, guesses)
          }
        }
      }
    }
    try Tensor.check(status, for: "nearest rows")
  }

  /// The elements from a place on, or no pointer at all.
  private static func from(
    _ place: Int, of array: [Int32]?, _ body: (UnsafePointer<Int32>?) -> ck_status
  ) -> ck_status {
    guard let array else { return body(nil) }
    return unsafe array.withUnsafeBufferPointer { buffer in
      unsafe body(buffer.baseAddress.map { unsafe $0 + place })
    }
  }

  deinit { unsafe ck_searched_free(searched) }
}
