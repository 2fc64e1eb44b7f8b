import ActiveLearning
import Tensors
import Testing

@Test func neighboursAreScikitLearns() throws {
  let golden = try GoldenGeometry.load()
  let x = try Ruled.points(200, 40, groups: 5, seed: 11)
  for (expected, metric) in [
    (golden.euclidean, DistanceMetric.euclidean), (golden.cosine, .cosine),
  ] {
    let ours = try Neighbours.nearest(6, among: x, metric: metric)
    #expect(Array(ours.indices.prefix(120)) == expected.indices)
    for (a, b) in zip(ours.distances, expected.distances) {
      // Forty squares of float32 differences; cosines from rows that were rounded once more.
      #expect(abs(Double(a) - b) < 1e-6 * b + 1e-7)
    }
  }
}

@Test func queriesMayLieAmongThePoints() throws {
  let x = try Ruled.points(50, 3, groups: 4, seed: 2)
  let table = try Neighbours.nearest(1, of: x, among: x)
  #expect(table.indices == Array(0..<50))
  #expect(table.distances.allSatisfy { $0 == 0 })
  #expect(table.queries == 50 && Array(table[7]) == [7])
  #expect(try !Neighbours.nearest(1, among: x).distances.contains(0))
}

@Test func neighboursRefuseMoreThanThereAre() throws {
  let x = try Ruled.points(5, 3, groups: 4, seed: 2)
  #expect(try Neighbours.nearest(4, among: x).count == 4)
  #expect(throws: Failure.self) { try Neighbours.nearest(5, among: x) }
  #expect(try Neighbours.nearest(5, of: x, among: x).count == 5)
  #expect(throws: Failure.self) { try Neighbours.nearest(6, of: x, among: x) }
  #expect(throws: Failure.self) { try Neighbours.nearest(0, among: x) }
  #expect(throws: Failure.self) { try Neighbours.nearest(1, of: Tensor.zeros([2, 4]), among: x) }
}

@Test func zerosAreOneFromEverythingByCosine() throws {
  let x = try Tensor([0, 0, 1, 0, 2, 0, 0, 1], shape: [4, 2])
  let table = try Neighbours.nearest(
    3, of: Tensor([3, 0], shape: [1, 2]), among: x, metric: .cosine)
  #expect(table.indices == [1, 2, 0])
  // ‖x − 0‖²/2 is ½ for unit x, which is no cosine: rows of zeros are told apart.
  #expect(table.distances == [0, 0, 1])
}
