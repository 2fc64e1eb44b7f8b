import Tensors
import Testing

@Suite struct StopRequestTests {
  /// Rows enough for several pieces of a product.
  private func matrices() throws -> (Tensor, Tensor) {
    (try Tensor(repeating: 1, shape: [4000, 3000]), try Tensor(repeating: 1, shape: [3000, 3000]))
  }

  @Test func aLargeProductStopsWhereItIsAskedTo() throws {
    let (a, b) = try matrices()
    var polls = 0
    #expect(throws: Cancelled.self) {
      try StopRequest.asking({
        polls += 1
        throw Cancelled()
      }) { _ = try a.matmul(b) }
    }
    #expect(polls == 1)
    // Outside of the call nobody is asked.
    #expect(try a.matmul(b).shape == [4000, 3000] && polls == 1)
  }

  @Test func aProductInPiecesIsTheWholeOne() throws {
    var rng = Random(seed: 3, stream: "products")
    let (m, n, k) = (1100, 6000, 5000)
    let a = try rng.uniform(shape: [m, k], in: -1..<1)
    let b = try rng.uniform(shape: [k, n], in: -1..<1)
    var polls = 0
    let whole = try StopRequest.asking({ polls += 1 }) { try a.matmul(b) }
    #expect(polls >= 1)
    // Transposed first: pieces are columns then.
    let other = try a.transposed().matmul(b, transposeSelf: true)
    for row in [0, 511, 833, 834, m - 1] {
      let alone = try a.rows(row..<row + 1).matmul(b).values()
      // Sums of 5000 products below 1 in some order: 5000 · 2⁻²⁴ · √5000 at the very most.
      for product in [whole, other] {
        let values = try product.rows(row..<row + 1).values()
        #expect(zip(values, alone).allSatisfy { abs($0 - $1) < 2e-2 })
      }
    }
  }

  @Test func stepsThatMustBeWholeAreNotAsked() throws {
    let (a, b) = try matrices()
    try StopRequest.asking({ throw Cancelled() }) {
      #expect(throws: Cancelled.self) { try StopRequest.poll() }
      try StopRequest.ignoring { _ = try a.matmul(b) }
      #expect(throws: Cancelled.self) { try StopRequest.poll() }
    }
    try StopRequest.poll()
  }
}
