import ActiveLearning
import Foundation
import Tensors
import Testing

/// Strategies that train a network of their own, on pools of which the right answer is known. That they are
/// seeded, and give what is asked for in whatever order, is of `StrategyContract`, after few steps.
@Suite(.serialized) struct TrainedStrategyTests {
  /// Images of two kinds, of which only the first is labelled: even ids are bright left, odd ids are
  /// bright right.
  private struct Pool {
    let dataset: Dataset
    let labelled: [Int: Int]
    let candidates: [Int]

    init(count: Int = 60, labels: Int = 10) throws {
      dataset = try SessionFixture.dataset(count: count)
      var known: [Int: Int] = [:]
      for place in 0..<labels { known[2 * place] = 0 }
      labelled = known
      candidates = (0..<count).filter { known[$0] == nil }
    }

    func query(order: [Int]? = nil, monitor: Monitor = Monitor()) throws -> Query {
      let dataset = dataset
      var evidence = Evidence()
      evidence.give(.images) { try dataset.batch($0) }
      // Features: the halves' brightness, which tell the two kinds apart.
      let features = { (ids: [Int]) in
        let values = try dataset.batch(ids).values()
        var rows: [Float] = []
        for row in ids.indices {
          var halves: [Float] = [0, 0]
          for pixel in 0..<64 { halves[pixel % 8 < 4 ? 0 : 1] += values[row * 64 + pixel] / 32 }
          rows += halves
        }
        return try Tensor(rows, shape: [ids.count, 2])
      }
      evidence.give(.embeddings, by: features)
      evidence.give(.probabilities) { ids in
        // Sure of the first kind, unsure of the second.
        let rows: [Float] = ids.flatMap { $0 % 2 == 0 ? [0.95, 0.05] : [0.55, 0.45] }
        return try Tensor(rows, shape: [ids.count, 2])
      }
      var rng = Random(seed: 9, stream: "weights")
      let network = try Configuration(try NetworkCatalogue.all.recipe(named: "cnn")).product
        .makeClassifier(inputShape: dataset.images.shape, classes: 2, using: &rng)
      evidence.give(.network) { network }
      return Query(
        candidates: order ?? candidates, labelled: labelled, classes: 2, evidence: evidence,
        monitor: monitor)
    }

    /// The share of images of the second kind, of which nothing is labelled, among the chosen.
    func share(of ids: [Int]) -> Double {
      Double(ids.count { $0 % 2 == 1 }) / Double(ids.count)
    }
  }

  private static func strategy(_ name: String) throws -> any Strategy {
    let options: [String: [String: OptionValue]] = [
      "vaal": [
        // Without the game the discriminator has the last word, as it has in the long run.
        "width": .integer(4), "latent": .integer(4), "steps": .integer(80),
        "batch": .integer(16), "rate": .number(2e-3), "beta": .number(0.01),
        "lambda": .number(0),
      ],
      "sraal": [
        "width": .integer(4), "latent": .integer(8), "steps": .integer(120),
        "batch": .integer(16), "rate": .number(2e-3), "lambda": .number(0),
      ],
      "uncertain_gcn": ["steps": .integer(60), "hidden": .integer(16), "margin": .number(0)],
      "core_gcn": ["steps": .integer(60), "hidden": .integer(16)],
      "mcdal": ["steps": .integer(200), "batch": .integer(16)],
      "lada": ["subset": .integer(50), "epochs": .integer(2), "batch": .integer(10)],
      "pal": [
        "network": .text("mlp"), "epochs": .integer(20), "batch": .integer(10),
        "subquery": .integer(6), "fine_tuning": .integer(2),
      ],
    ]
    return try Configuration(
      try Catalogue.strategies.recipe(named: name), options[name] ?? [:]
    ).product
  }

  static let names = [
    "vaal", "sraal", "uncertain_gcn", "core_gcn", "mcdal", "lada", "pal",
  ]

  /// Over seeds, since a game of two networks need not end well each time.
  @Test(arguments: names)
  func whatIsUnlikeTheLabelledIsAskedFirst(name: String) throws {
    let pool = try Pool()
    var shares: [Double] = []
    for seed in UInt64(1)...5 {
      var rng = Random(seed: seed, stream: "strategy")
      let selection = try Self.strategy(name).choose(pool.query(), count: 12, using: &rng)
      // A cover takes the farthest first, and then what is far from that.
      let first = name == "core_gcn" ? Array(selection.ids.prefix(1)) : selection.ids
      shares.append(pool.share(of: first))
      #expect(selection.scores.allSatisfy { $0.isFinite })
    }
    // Thirty of the fifty candidates are of the second kind: chance would give 0.6 ± 0.06 over five
    // draws of twelve.
    #expect(shares.reduce(0, +) / Double(shares.count) >= 0.75, "\(name): \(shares)")
  }

  @Test(arguments: names)
  func workIsReportedAndCanBeStopped(name: String) throws {
    let pool = try Pool(count: 24, labels: 4)
    var stages: [String] = []
    // Stopped as soon as it has said anything: what never says anything is never stopped.
    let monitor = Monitor(
      report: { stages.append($0.stage) },
      checkpoint: { if !stages.isEmpty { throw Cancelled() } })
    var rng = Random(seed: 5, stream: "strategy")
    #expect(throws: Cancelled.self) {
      try Self.strategy(name).choose(pool.query(monitor: monitor), count: 3, using: &rng)
    }
    #expect(stages == [name])
  }

  @Test(arguments: names.filter { $0 != "lada" })
  func labelsAreNeeded(name: String) throws {
    let pool = try Pool()
    let query = try pool.query()
    let bare = Query(
      candidates: query.candidates, classes: 2, evidence: evidence(of: pool))
    var rng = Random(seed: 5, stream: "strategy")
    #expect {
      try Self.strategy(name).choose(bare, count: 3, using: &rng)
    } throws: { "\($0)".contains("needs labelled images, and there are none yet") }
  }

  private func evidence(of pool: Pool) -> Evidence {
    var evidence = Evidence()
    evidence.give(.images) { try pool.dataset.batch($0) }
    evidence.give(.embeddings) { try Tensor(repeating: 1, shape: [$0.count, 2]) }
    evidence.give(.probabilities) { try Tensor(repeating: 0.5, shape: [$0.count, 2]) }
    return evidence
  }

  @Test func anAbsurdNetworkIsRefusedBeforeItIsMade() throws {
    let pool = try Pool()
    let strategy = try Configuration(
      try Catalogue.strategies.recipe(named: "vaal"),
      ["width": .integer(1024), "batch": .integer(65536)]
    ).product
    #expect(strategy.workspace(candidates: 1_000_000, labelled: 1000, classes: 10) > 1e12)
    var rng = Random(seed: 5, stream: "strategy")
    let many = Query(
      candidates: Array(0..<1_000_000), labelled: pool.labelled, classes: 2,
      evidence: evidence(of: pool))
    #expect {
      try strategy.choose(many, count: 3, using: &rng)
    } throws: { "\($0)".contains("of memory for 1000000 candidates") }
  }

  @Test func theGraphOfAMillionIsSmall() throws {
    let strategy = try Configuration(
      try Catalogue.strategies.recipe(named: "core_gcn")
    ).product
    #expect(strategy.workspace(candidates: 1_000_000, labelled: 1000, classes: 10) < 2e8)
  }

  @Test func lookingAtTheNetworkLeavesItAsItWas() throws {
    let s = try SupervisedTests.session(["network": .text("cnn")])
    try s.train(epochs: 1)
    let before = try s.bits
    try s.setStrategy(
      Configuration(
        try Catalogue.strategies.recipe(named: "lada"),
        ["epochs": .integer(1), "batch": .integer(10)]))
    let query = try s.query(4)
    #expect(query.ids.count == 4)
    #expect(try s.bits == before)
  }

  @Test func aMethodWithoutAClassifierCannotBeOpened() throws {
    let s = try SessionFixture.session()
    try s.train(epochs: 1)
    try s.setStrategy(Configuration(try Catalogue.strategies.recipe(named: "lada")))
    #expect {
      try s.query(2)
    } throws: { "\($0)".contains("looks into a classifier, and the method has none") }
  }

  @Test(
    arguments: [
      ("vaal", ["latent": OptionValue.integer(0)], "latent"),
      ("sraal", ["latent": .integer(5)], "an even number"),
      ("uncertain_gcn", ["dropout": .number(1)], "dropout"),
      ("mcdal", ["rate": .number(0)], "a number greater than 0"),
      ("lada", ["draws": .integer(0)], "draws"),
      ("pal", ["network": .text("resnet81")], "resnet18"),
      ("pal", ["network_options": .table(["stem": .text("none")])], "cifar"),
    ] as [(String, [String: OptionValue], String)])
  func optionsOutOfRangeAreRefused(
    name: String, options: [String: OptionValue], complaint: String
  ) throws {
    #expect {
      try Configuration(try Catalogue.strategies.recipe(named: name), options)
    } throws: { "\($0)".contains(complaint) }
  }
}
