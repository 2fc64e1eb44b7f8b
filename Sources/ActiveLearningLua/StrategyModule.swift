import ActiveLearning
import LuaHost
import Tensors

/// `strategy`: which images to ask for.
enum StrategyModule {
  static func module(_ workspace: Workspace) -> Module {
    Module(
      "strategy", "Which images to ask for; each works in a session and alone.",
      notes: """
        strategy.mix, strategy.chain and strategy.among make one of others:
        strategy.mix{ strategy.entropy{}, strategy.core_set{}, shares = { 0.7, 0.3 } }.
        """,
      functions: workspace.strategies.recipes.map {
        $0.function(among: { workspace.strategies })
      } + [StrategyDefinition.function(workspace)],
      types: [type(workspace), QueryViewType.type(workspace)])
  }

  private static func type(_ workspace: Workspace) -> UserType<ConfigurationHandle<any Strategy>> {
    UserType(
      "strategy", "A strategy with its options.",
      members: [
        RecipeModule.name(), RecipeModule.options(), select(workspace),
      ], text: RecipeModule.text("strategy"))
  }

  private static func select(_ workspace: Workspace) -> Member<ConfigurationHandle<any Strategy>> {
    .method(
      "select", "Chooses among rows of plain tensors, with no session.",
      options: Argument("count", .integer(atLeast: 0), "how many rows to choose"),
      Argument("probabilities", .optional(.tensor), "[n × classes], rows sum to 1"),
      Argument("embeddings", .optional(.tensor), "[n × features]"),
      Argument("samples", .optional(.tensor), "[draws × n × classes]"),
      Argument("committee", .optional(.tensor), "[members × n × classes]"),
      Argument("earlier", .optional(.tensor), "[n × classes], of the round before"),
      Argument("pretext", .optional(.tensor), "[n × features], learned without labels"),
      Argument("losses", .optional(.tensor), "[n], of the pretext task"),
      Argument("images", .optional(.tensor), "[n × channels × height × width]"),
      Argument("network", .optional(.classifier), "the classifier itself"),
      Argument(
        "labelled", .optional(.labels), "rows that are labelled: { { id = 3, class = 1 }, … }"),
      Argument(
        "classes", .optional(.integer(atLeast: 1)),
        "how many; told by probabilities or labels if left out"),
      Argument("round", .integer(in: 1...1_000_000), "which it would be", default: 1),
      Argument("seed", .integer(atLeast: 0), "of what chance decides", default: 0),
      returns: "the rows chosen, best first (from 1 on), and their scores",
      notes: "Every row that is not labelled is a candidate. Ctrl-C stops it.",
      examples: [
        """
        local p = tensor.new{ { 0.9, 0.1 }, { 0.5, 0.5 } }
        strategy.entropy{}:select{ probabilities = p, count = 1 }
        """
      ]
    ) {
      (
        handle: ConfigurationHandle<any Strategy>, count: Int, probabilities: Tensor?,
        embeddings: Tensor?, samples: Tensor?, committee: Tensor?, earlier: Tensor?,
        pretext: Tensor?, losses: Tensor?, images: Tensor?, network: NetworkHandle?,
        labelled: [Int: Int]?, classes: Int?, round: Int, seed: Int
      ) -> Value in
      var pool = PlainPool(labelled: labelled ?? [:], classes: classes, round: round)
      pool.probabilities = probabilities
      pool.embeddings = embeddings
      pool.samples = samples
      pool.committee = committee
      pool.earlier = earlier
      pool.features = pretext
      pool.losses = losses
      pool.images = images
      pool.network = try network?.classifier()
      var rng = Random(seed: UInt64(seed), stream: "strategy")
      let selection = try handle.configuration.product.choose(
        pool.query(workspace.monitor), count: count, using: &rng)
      return .several([
        .list(selection.ids.map { .integer($0 + 1) }),
        .list(selection.scores.map { .number(Double($0)) }),
      ])
    }
  }
}

extension Kind where T == NetworkHandle {
  static var classifier: Kind { .object("network") }
}

extension Kind where T == ConfigurationHandle<any Strategy> {
  static var strategy: Kind { .object("strategy") }
}

extension Kind where T == [Int: Int] {
  /// Known labels: `{ { id = 3, class = 1 }, … }`.
  static var labels: Kind {
    Kind<[[String: Int]]>.list(of: .record(of: .index)).map("list of { id, class }") { rows in
      var labels: [Int: Int] = [:]
      for row in rows {
        guard let id = row["id"], let label = row["class"], row.count == 2, labels[id] == nil else {
          throw Mismatch("is not of different ids with a class each")
        }
        labels[id] = label
      }
      return labels
    }
  }
}
