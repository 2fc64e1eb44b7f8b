import ActiveLearning
import Tensors
import Testing

/// Computed data sets: the right answer is known, and always the same.
@Suite struct SyntheticTests {
  private func make(_ name: String, _ values: [String: OptionValue] = [:]) throws -> Dataset {
    try Configuration(Catalogue<Dataset>.synthetic.recipe(named: name), values).product
  }

  @Test func theNearestMeanSolvesBlobs() throws {
    let set = try make("blobs", ["noise": .number(0.1), "images": .integer(400)])
    let labels = try #require(set.labels)
    let stride = set.images.stride
    var means = [[Double]](repeating: [Double](repeating: 0, count: stride), count: 4)
    for id in try set.split("train") {
      for (place, byte) in try set.images.image(id).enumerated() {
        means[labels[id]][place] += Double(byte) / 80
      }
    }
    for id in try set.split("test") {
      let image = try set.images.image(id).map(Double.init)
      let distances = means.map { mean in
        var sum = 0.0
        for (a, b) in zip(mean, image) { sum += (a - b) * (a - b) }
        return sum
      }
      #expect(distances.firstIndex(of: distances.min() ?? 0) == labels[id])
    }
  }

  @Test func theSameSeedGivesTheSameBytes() throws {
    for recipe in Catalogue<Dataset>.synthetic.recipes {
      let set = try make(recipe.name, ["images": .integer(50)])
      #expect(try make(recipe.name, ["images": .integer(50)]).fingerprint == set.fingerprint)
      #expect(
        try make(recipe.name, ["images": .integer(50), "seed": .integer(1)]).fingerprint
          != set.fingerprint)
      // A larger set begins with the smaller one.
      #expect(
        try make(recipe.name, ["images": .integer(60)]).images.image(49) == set.images.image(49))
      #expect(set.labels?.prefix(5) == [0, 1, 2, 3, 0])
    }
  }

  @Test func easyShapesAreInTheMiddleAndAllAlike() throws {
    let set = try make("shapes", ["difficulty": .number(0), "images": .integer(8)])
    #expect(try Array(set.images.image(0)) == Array(set.images.image(4)))
    #expect(try Array(set.images.image(0)) != Array(set.images.image(1)))
    let hard = try make("shapes", ["difficulty": .number(1), "images": .integer(8)])
    #expect(try Array(hard.images.image(0)) != Array(hard.images.image(4)))
  }

  @Test func whatCannotBeMadeIsRefused() {
    #expect(throws: Failure.self) {
      try make("blobs", ["images": .integer(3), "classes": .integer(4)])
    }
    #expect(throws: Failure.self) { try make("shapes", ["channels": .integer(2)]) }
    #expect(throws: Failure.self) {
      try make("blobs", ["images": .integer(1_000_000), "size": .integer(256)])
    }
  }
}
