import Tensors
import TestSupport
import Testing

/// Numbers in −1..<1 without an order.
private func scattered(_ shape: [Int], seed: UInt32 = 1, scale: Float = 1, offset: Float = 0) throws
  -> Tensor
{
  var values = [Float](repeating: 0, count: shape.reduce(1, *))
  for place in values.indices {
    var x = UInt32(truncatingIfNeeded: place) &* 2_654_435_761 &+ seed &* 0x9E37_79B9
    x = (x ^ (x >> 16)) &* 2_246_822_519
    x = (x ^ (x >> 13)) &* 3_266_489_917
    x ^= x >> 16
    values[place] = (Float(x >> 8) / 8_388_608 - 1) * scale + offset
  }
  return try Tensor(values, shape: shape)
}

/// Every way that this processor has.
private func ways(_ points: Tensor) -> [NearestRows] {
  NearestRows.Products.allCases.compactMap { try? NearestRows(points, products: $0) }
}

private struct Shape: Sendable {
  var points: Int
  var queries: Int
  var width: Int
  var neighbours: Int
  var scale: Float = 1
  var offset: Float = 0
}

private let shapes = [
  Shape(points: 1, queries: 5, width: 3, neighbours: 1),
  Shape(points: 40, queries: 17, width: 1, neighbours: 40),
  Shape(points: 33, queries: 15, width: 16, neighbours: 2),
  Shape(points: 500, queries: 300, width: 70, neighbours: 20),
  Shape(points: 700, queries: 100, width: 515, neighbours: 7),
  // Far from the origin, where ‖x‖² + ‖y‖² − 2·x·y has lost all its digits.
  Shape(points: 600, queries: 50, width: 40, neighbours: 5, scale: 0.01, offset: 1000),
  Shape(points: 300, queries: 40, width: 64, neighbours: 5, scale: 1e-18),
  Shape(points: 300, queries: 40, width: 64, neighbours: 5, scale: 1e14),
]

@Test(arguments: shapes.indices) func everyWayFindsTheSameBits(which: Int) throws {
  let s = shapes[which]
  let points = try scattered([s.points, s.width], scale: s.scale, offset: s.offset)
  let queries = try scattered([s.queries, s.width], seed: 2, scale: s.scale, offset: s.offset)
  let found = try ways(points).map { try $0.nearest(s.neighbours, of: queries) }
  #expect(found.count >= 2)
  for other in found.dropFirst() {
    #expect(other.indices == found[0].indices)
    #expect(other.distances == found[0].distances)
  }
}

@Test(arguments: shapes.indices) func theNearestAreThoseOfAllPairs(which: Int) throws {
  let s = shapes[which]
  let points = try scattered([s.points, s.width], scale: s.scale, offset: s.offset)
  let queries = try scattered([s.queries, s.width], seed: 2, scale: s.scale, offset: s.offset)
  let found = try NearestRows(points).nearest(s.neighbours, of: queries)
  let (x, q) = (points.values().map { Double($0) }, queries.values().map { Double($0) })
  // A sum of `width` squares of rounded differences.
  let tolerance = Double(s.width / 64 + 16) * 0x1p-24
  for query in 0..<s.queries {
    var all: [Double] = []
    for point in 0..<s.points {
      var sum = 0.0
      for j in 0..<s.width {
        let d = x[point * s.width + j] - q[query * s.width + j]
        sum += d * d
      }
      all.append(sum)
    }
    let sorted = all.sorted()
    for place in 0..<s.neighbours {
      let at = query * s.neighbours + place
      let exact = all[Int(found.indices[at])]
      // The smallest distances are subnormal, which have fewer bits.
      #expect(abs(Double(found.distances[at]) - exact) <= tolerance * exact + 1e-45)
      #expect(abs(exact - sorted[place]) <= 2 * tolerance * sorted[place] + 2e-45)
    }
    let own = found.indices[query * s.neighbours..<(query + 1) * s.neighbours]
    #expect(Set(own).count == s.neighbours)
  }
}

@Test func tiesGoToTheLowestRow() throws {
  // Fifty points in ten places of a hundred numbers each.
  let places = try scattered([10, 100])
  let points = try places.gather(rows: (0..<50).map { $0 % 10 })
  for way in ways(points) {
    let found = try way.nearest(3, of: places)
    for query in 0..<10 {
      #expect(found.indices[3 * query] == query)
      #expect(found.indices[3 * query + 1] == query + 10)
      #expect(found.indices[3 * query + 2] == query + 20)
    }
  }
}

@Test func noRowIsItsOwnNeighbour() throws {
  let points = try scattered([200, 48])
  for way in ways(points) {
    let found = try way.nearest(199, of: points, excludingSelf: true)
    for row in 0..<200 {
      let own = found.indices[row * 199..<(row + 1) * 199]
      #expect(!own.contains(Int32(row)) && Set(own).count == 199)
    }
  }
}

@Test func someRowsAreFoundAsAmongAll() throws {
  let points = try scattered([300, 48])
  let rows: [Int32] = [7, 299, 7, 0, 150]
  for way in ways(points) {
    let all = try way.nearest(4, of: points, excludingSelf: true)
    let some = try way.nearest(4, of: points, rows: rows, excludingSelf: true)
    for (place, row) in rows.enumerated() {
      #expect(
        some.indices[4 * place..<4 * place + 4] == all.indices[4 * Int(row)..<4 * Int(row) + 4])
    }
  }
}

@Test func rowsOfOneSizeOnlyHideNothing() throws {
  // Bytes leave out nearly everything of a row with one huge number.
  var values = try scattered([400, 64], scale: 0.001).values()
  for row in 0..<400 { values[row * 64] = row % 2 == 0 ? 1000 : -1000 }
  let points = try Tensor(values, shape: [400, 64])
  let found = try ways(points).map { try $0.nearest(5, of: points, excludingSelf: true) }
  for other in found.dropFirst() { #expect(other.indices == found[0].indices) }
}

@Test func rowsThatWereMadeReadyFindTheSame() throws {
  let points = try scattered([300, 48], offset: 3)
  let queries = try scattered([90, 48], seed: 5, offset: 2)
  let asked = try AskedRows(queries)
  let expected = try NearestRows(points, products: .portable).nearest(6, of: queries)
  for products in NearestRows.Products.allCases {
    guard let way = try? NearestRows(points, products: products, for: asked) else { continue }
    let found = try way.nearest(6, of: queries)
    #expect(found.indices == expected.indices && found.distances == expected.distances)
    // Others may ask as well.
    let other = try way.nearest(1, of: points)
    #expect(other.indices == (0..<300).map { Int32($0) })
  }
}

@Test func manyThreadsFindTheSame() throws {
  let points = try scattered([900, 33])
  let (one, other) = try (
    EngineSettings(threads: 1).apply { try NearestRows(points).nearest(6, of: points) },
    EngineSettings(threads: 3).apply { try NearestRows(points).nearest(6, of: points) }
  )
  #expect(one.indices == other.indices && one.distances == other.distances)
}

@Test func guessesChangeNothing() throws {
  let points = try scattered([300, 48])
  let queries = try scattered([40, 48], seed: 5)
  var wrong: [Int32] = []
  for i in Int32(0)..<40 { wrong += [i, i + 1, 299 - i] }
  for way in ways(points) {
    let found = try way.nearest(3, of: queries)
    for guesses in [wrong, found.indices, found.indices.reversed()] {
      let again = try way.nearest(3, of: queries, guesses: guesses)
      #expect(again.indices == found.indices && again.distances == found.distances)
    }
  }
  #expect(throws: Failure.self) { try NearestRows(points).nearest(3, of: queries, guesses: [1]) }
}
