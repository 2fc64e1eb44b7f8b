import CKernels
import Tensors
import TestSupport
import Testing

@Suite(.serialized) struct MissingMemoryTests {
  @Test(arguments: GoldenTests.all.keys.sorted())
  func everyOperationSaysThatMemoryIsMissing(_ name: String) throws {
    let golden = try #require(try GoldenOperation.load()[name])
    let operation = try #require(GoldenTests.all[name])
    try MissingMemory(name) { _ in
      let tape = Tape()
      let leaves = try golden.inputs.map { tape.variable(try $0.tensor()) }
      let output = try operation(leaves)
      return try output.values()
        + tape.gradients(of: (output * output).sum(), for: leaves).flatMap { $0.values() }
    }.holds()
  }

  @Test(arguments: HalfPrecisionTests.cases, Precision.allCases)
  func operationsOnBlockedImagesDoToo(_ operation: HalfCase, _ precision: Precision) throws {
    let inputs = try [grid([2, 32, 5, 7]), grid([32], seed: 2, offset: 1), grid([32], seed: 3)]
    try MissingMemory(operation.testDescription) { _ in
      let tape = Tape()
      let leaves = inputs.map { tape.variable($0) }
      let x = try blocked(leaves[0], precision: precision)
      let y = try operation.function([x] + leaves.dropFirst())
      return try y.values()
        + tape.gradients(of: (y * y).sum(), for: leaves).flatMap { $0.values() }
    }.holds()
  }

  @Test(arguments: [false, true]) func batchNormOfBlockedImagesDoesToo(adding: Bool) throws {
    let (x, scale) = try (grid([4, 32, 5, 7]), grid([32], seed: 2, offset: 1.5))
    try MissingMemory("batch norm") { _ in
      let tape = Tape()
      var statistics = try RunningStatistics(channels: 32)
      let leaves = try [tape.variable(blocked(x)), tape.variable(scale)]
      let y = try leaves[0].batchNorm(
        scale: leaves[1], shift: scale, statistics: &statistics, training: true,
        adding: adding ? leaves[0] : nil, activation: .relu)
      return try y.values()
        + tape.gradients(of: blocked(y).sum(), for: leaves).flatMap { $0.values() }
        + statistics.mean.values()
    }.holds()
  }

  @Test(arguments: [Precision.float32, .bfloat16])
  func convolutionsOfNewShapesDoToo(_ precision: Precision) throws {
    let weights = try [grid([32, 16, 3, 3]), grid([32, 1, 5, 5], seed: 3)]
    // Each attempt has a batch of its own, so that nothing is there yet.
    try MissingMemory("convolutions") { attempt in
      let tape = Tape()
      let x = tape.variable(try grid([2 + attempt, 16, 6, 6], seed: 2))
      let y = try x.convolution(weight: weights[0], padding: 1, precision: precision)
        .maxPool(size: 2).transposedConvolution(weight: weights[1], precision: precision)
      return try y.values() + tape.gradients(of: y.mean(), for: [x])[0].values()
    }.holds(changing: true)
  }

  @Test func valuesAreReadWithoutMemory() throws {
    let x = try grid([2, 32, 5, 7])
    for precision in [Precision.float32, .bfloat16] {
      let y = try blocked(x, precision: precision)
      let expected = y.values()
      ck_fail_allocations(0, .max)
      defer { ck_fail_allocations(0, 0) }
      #expect(y.values() == expected)
    }
  }

  @Test(arguments: NearestRows.Products.allCases)
  func searchesDoToo(_ products: NearestRows.Products) throws {
    let points = try distinct([70, 40])
    let queries = try grid([150, 40], seed: 4)
    guard (try? NearestRows(points, products: products)) != nil else { return }
    try MissingMemory("nearest rows") { _ in
      let asked = try AskedRows(queries)
      let searched = try NearestRows(points, products: products, for: asked)
      let found = try searched.nearest(5, of: queries)
      return found.distances + found.indices.map { Float($0) }
    }.holds()
  }

  @Test func embeddingsDoToo() throws {
    let n = 60
    let values = try distinct([n, 2]).values()
    let (x, y) = ((0..<n).map { values[2 * $0] }, (0..<n).map { values[2 * $0 + 1] })
    let indices = (0..<n * 5).map { Int32(($0 / 5 + 1 + $0 % 5) % n) }
    let distances = (0..<n * 5).map { Float(1 + $0 % 5) }
    for repulsion in NeighbourEmbedding.Repulsion.allCases {
      try MissingMemory("t-sne") { _ in
        let p = try NeighbourEmbedding(
          indices: indices, distances: distances, neighbours: 5, perplexity: 3)
        var (gx, gy) = (x, y)
        let z = try p.gradient(x, y, exaggeration: 1, repulsion: repulsion, into: &gx, &gy)
        return gx + gy + [Float(z), Float(try p.divergence(x, y, z: z))]
      }.holds()
    }
  }

  @Test func scoresAndClustersDoToo() throws {
    let p = try grid([240, 9], offset: 1.5).softmax()
    let matrix = try p.rows(0..<40)
    try MissingMemory("scores") { _ in
      try matrix.entropyOfRows() + matrix.marginOfRows() + matrix.largestOfRows()
        + p.reshaped([6, 40, 9]).mutualInformationOfRows() + [Float(matrix.sumOfSquares())]
    }.holds()
    try MissingMemory("clusters") { _ in
      let distances = try ClusterDistances(matrix, sizes: [10, 30])
      return try distances.sums(of: 3..<9).map { Float($0) }
    }.holds()
  }

  @Test func eigenvectorsDoToo() throws {
    let n = 12
    let matrix = (0..<n * n).map { 1 / Double(1 + $0 / n + $0 % n) }
    try MissingMemory("eigenvectors") { _ in
      let found = try SymmetricEigen(matrix, order: n)
      return (found.values + found.vectors).map { Float($0) }
    }.holds()
  }

  @Test func imagesDoToo() throws {
    let pixels = (0..<12 * 9 * 3).map { UInt8($0 * 7 % 251) }
    let raster = try Raster(width: 12, height: 9, channels: 3, pixels: pixels)
    let whole = Raster.Placement(box: (0, 0, 12, 9), target: (0, 0, 5, 7))
    try MissingMemory("resampling") { _ in
      try raster.resampled(whole, height: 7, width: 5).map { Float($0) }
    }.holds()
    var change = ImageChange(row: 0)
    change.matrix = [0.8, 0.1, 0, -0.1, 0.9, 1]
    (change.saturation, change.hue, change.sigma) = (0.7, 0.1, 1)
    for parallel in [false, true] {
      try MissingMemory("augment") { _ in
        try ImageChange.apply(
          [change, change], to: pixels.span, shape: [3, 9, 12], scale: 1 / 255,
          mean: [0, 0, 0], deviation: [1, 1, 1], parallel: parallel
        ).values()
      }.holds()
    }
  }
}
