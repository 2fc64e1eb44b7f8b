import ActiveLearning
import Foundation
import Tensors
import Testing

/// What every classification network keeps, whatever it is made of.
enum ClassifierContract {
  /// The first broken rule, in words; nil where all hold.
  static func violation(
    of make: (_ shape: [Int], _ classes: Int, _ rng: inout Random) throws -> any Classifier,
    shape: [Int]
  ) throws -> String? {
    let classes = 3
    func fresh(seed: UInt64) throws -> any Classifier {
      var rng = Random(seed: seed, stream: "weights")
      return try make(shape, classes, &rng)
    }
    let network = try fresh(seed: 1)
    let names = network.parameters.map(\.name)
    if Set(names).count != names.count { return "two tensors have one name" }
    if network.inputShape != shape { return "it forgets the shape of its images" }
    if network.classes != classes { return "it forgets how many classes there are" }

    var rng = Random(seed: 3, stream: "images")
    let images = try rng.uniform(shape: [4] + shape, in: -1..<1)
    let outputs = try network.outputs(of: images)
    if outputs.probabilities.shape != [4, classes] { return "a probability for each class" }
    if outputs.embeddings.shape != [4, network.embeddingSize] { return "embeddings of its size" }
    let sums = try outputs.probabilities.sum(axis: 1).values()
    // Three numbers of at most 1: three roundings.
    if sums.contains(where: { abs($0 - 1) > 3 * 0x1p-24 * 2 }) { return "rows do not sum to 1" }
    if try network.outputs(of: images).probabilities.values() != outputs.probabilities.values() {
      return "two looks differ"
    }

    let counts = try network.summaryRows().compactMap { Int($0[3]) }.reduce(0, +)
    if counts != network.weightCount { return "its lines do not add up to its weights" }
    if try network.summaryRows().last?[2] != "\(classes)" { return "the last line is no logits" }

    let twin = try fresh(seed: 1)
    if try twin.state.mapValues({ $0.values() }) != network.state.mapValues({ $0.values() }) {
      return "the same seed gives other weights"
    }
    let other = try fresh(seed: 2)
    let same = try twin.state
    if other.trained.allSatisfy({ $0.parameter.value.values() == same[$0.name]?.values() }) {
      return "another seed gives the same weights"
    }

    let pass = Pass.training(using: Random(seed: 1, stream: "dropout"))
    let loss = try network.logits(images, pass).crossEntropy(targets: [0, 1, 2, 0])
    let gradients = try pass.gradients(of: loss, for: network.trained.map(\.parameter))
    for (named, gradient) in zip(network.trained, gradients) {
      if gradient.shape != named.parameter.value.shape { return "a gradient of another shape" }
      if !gradient.values().allSatisfy(\.isFinite) { return "a gradient that is not finite" }
    }
    try other.load(network.state)
    if try other.state.mapValues({ $0.values() }) != network.state.mapValues({ $0.values() }) {
      return "weights change on their way"
    }
    return nil
  }
}

@Suite struct NetworkCatalogueTests {
  /// The least sides that each network promises, and options that keep it small.
  static let cases: [(recipe: String, least: Int, options: [String: OptionValue])] = [
    ("resnet18", 4, [:]), ("resnet18", 4, ["stem": .text("imagenet")]),
    ("vgg16", 32, [:]), ("vgg16", 32, ["head": .text("big"), "hidden": .integer(8)]),
    ("convnext_tiny", 32, ["embedding": .integer(5)]), ("cnn", 8, [:]), ("unckm_cnn", 8, [:]),
    ("bayesian_cnn", 8, [:]), ("mnist_net", 16, [:]), ("mlp", 1, ["dropout": .number(0.5)]),
    ("mlp", 1, ["layers": .integer(3)]), ("linear", 1, [:]),
  ]

  private func design(_ number: Int) throws -> any ClassifierDesign {
    let (name, _, options) = Self.cases[number]
    return try Configuration(NetworkCatalogue.all.recipe(named: name), options).product
  }

  @Test(arguments: cases.indices) func keepsTheContract(_ number: Int) throws {
    let design = try design(number)
    let least = Self.cases[number].least
    let small = [1, least, least]
    let large = [3, least + 3, max(least, 8)]
    // The large networks once: fresh weights take most of the time.
    for shape in least < 32 ? [small, large] : [large] {
      let violation = try ClassifierContract.violation(
        of: { try design.makeClassifier(inputShape: $0, classes: $1, using: &$2) }, shape: shape)
      #expect(violation == nil, "\(Self.cases[number].recipe) \(shape)")
    }
  }

  @Test(arguments: cases.indices) func smallerImagesAreRefused(_ number: Int) throws {
    let (name, least, _) = Self.cases[number]
    let design = try design(number)
    var rng = Random(seed: 1, stream: "weights")
    #expect {
      try design.makeClassifier(inputShape: [3, least - 1, 64], classes: 3, using: &rng)
    } throws: {
      "\($0)" == "\(name): images do not fit (expected channels×height×width, sides from "
        + "\(least) to 1024, got 3×\(least - 1)×64)"
    }
  }

  @Test func theCasesAreTheCatalogue() {
    #expect(Set(Self.cases.map(\.recipe)) == Set(NetworkCatalogue.all.recipes.map(\.name)))
  }

  @Test func theGuideNamesEveryNetworkAndItsLeastSide() throws {
    let guide = try String(contentsOfFile: "\(TestData.root)/docs/networks.md", encoding: .utf8)
    let rows = guide.split(separator: "\n").filter { $0.hasPrefix("| `") }
    for (name, least, _) in Self.cases {
      #expect(rows.contains { $0.hasPrefix("| `\(name)` |") && $0.contains("| \(least) |") })
    }
  }

  @Test func imagesOfAnotherShapeAreNamed() throws {
    var rng = Random(seed: 1, stream: "weights")
    let network = try Perceptron(layers: 0).makeClassifier(
      inputShape: [1, 8, 8], classes: 3, using: &rng)
    #expect {
      try network.embed(.zeros([2, 1, 64]), .inference())
    } throws: { "\($0)".contains("expected n×1×8×8, got 2×1×64") }
  }

  @Test func tooManyWeightsAreNoTrap() throws {
    var rng = Random(seed: 1, stream: "weights")
    #expect(throws: Failure.self) {
      try Perceptron(hidden: 65536, layers: 2).makeClassifier(
        inputShape: [64, 1024, 1024], classes: 3, using: &rng)
    }
  }

  @Test func dropoutMakesSamplesDiffer() throws {
    var rng = Random(seed: 1, stream: "weights")
    let network = try BayesianCNN().makeClassifier(
      inputShape: [1, 12, 12], classes: 3, using: &rng)
    let images = try rng.uniform(shape: [4, 1, 12, 12], in: 0..<1)
    let draws = Random(seed: 1, stream: "dropout")
    let first = Pass.monteCarlo(using: draws)
    let one = try network.outputs(of: images, first).probabilities.values()
    let two = try network.outputs(of: images, first).probabilities.values()
    let again = try network.outputs(of: images, .monteCarlo(using: draws)).probabilities.values()
    #expect(one != two)
    #expect(one == again)
  }

  /// The contract must catch a network that breaks it.
  @Test func theContractCatchesWrongNetworks() throws {
    final class Wrong: Classifier {
      let inner: any Classifier
      let flaw: String
      init(_ inner: any Classifier, _ flaw: String) {
        self.inner = inner
        self.flaw = flaw
      }
      var inputShape: [Int] { flaw == "shape" ? [1, 1, 1] : inner.inputShape }
      var classes: Int { flaw == "classes" ? 4 : inner.classes }
      var embeddingSize: Int { inner.embeddingSize + (flaw == "embedding" ? 1 : 0) }
      var parameters: [NamedParameter] {
        inner.parameters + (flaw == "names" ? [inner.parameters[0]] : [])
      }
      func embed(_ images: Tensor, _ pass: Pass) throws -> Tensor { try inner.embed(images, pass) }
      func classify(_ embeddings: Tensor, _ pass: Pass) throws -> Tensor {
        let logits = try inner.classify(embeddings, pass)
        return flaw == "nan" ? try logits * .nan : logits
      }
      func summaryRows() throws -> [[String]] {
        flaw == "rows" ? try inner.summaryRows().dropLast() : try inner.summaryRows()
      }
    }
    func violation(_ flaw: String) throws -> String? {
      var calls: UInt64 = 0
      return try ClassifierContract.violation(
        of: { shape, classes, rng in
          calls += 1
          if flaw == "seed" { rng = Random(seed: calls, stream: "weights") }
          return Wrong(
            try Perceptron(hidden: 4).makeClassifier(
              inputShape: shape, classes: classes, using: &rng), flaw)
        }, shape: [1, 4, 4])
    }
    #expect(try violation("none") == nil)
    for flaw in ["shape", "classes", "embedding", "names", "nan", "rows", "seed"] {
      #expect(try violation(flaw) != nil, "\(flaw)")
    }
  }
}
