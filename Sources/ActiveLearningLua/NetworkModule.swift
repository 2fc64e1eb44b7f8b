import ActiveLearning
import LuaHost
import Tensors

/// `network`: what learns.
enum NetworkModule {
  static func module(_ workspace: Workspace) -> Module {
    Module(
      "network", "What learns: layers with named weights.",
      functions: [autoencoder(workspace)]
        + NetworkCatalogue.all.recipes.map { classifier($0, workspace) },
      types: [NetworkType.type(workspace)])
  }

  private static func autoencoder(_ workspace: Workspace) -> Function {
    Function(
      "autoencoder", "The convolutional autoencoder of CCL, with fresh weights.",
      options: shape, Argument("embedding", .integer(in: 1...4096), "its size", default: 10),
      seed, returns: "a network", examples: ["network.autoencoder{ shape = { 1, 28, 28 } }"],
      source: "Roda & Geva 2024, §3.1; Guo et al. 2017 (DCEC)"
    ) { (shape: [Int], embedding: Int, seed: Int?) in
      var rng = weights(seed, workspace)
      return NetworkHandle(
        name: "autoencoder",
        network: try Autoencoder(inputShape: shape, embeddingSize: embedding, using: &rng))
    }
  }

  /// The function that makes a network of the catalogue: images and classes, then its own options.
  private static func classifier(
    _ recipe: Recipe<any ClassifierDesign>, _ workspace: Workspace
  ) -> Function {
    Function(
      recipe.name, recipe.summary,
      parameters: [shape.parameter, classes.parameter] + recipe.options.map(\.parameter)
        + [seed.parameter],
      convention: .options, returns: "a network with fresh weights", source: recipe.source
    ) { arguments in
      var chosen: [String: OptionValue] = [:]
      for card in recipe.options where arguments.given.contains(card.name) {
        chosen[card.name] = try OptionValue(arguments[card.name], named: card.name)
      }
      let design = try Configuration(recipe, chosen).product
      var rng = weights(
        try arguments.read("seed", .optional(.integer(atLeast: 0))), workspace)
      let network = try design.makeClassifier(
        inputShape: arguments.read("shape", .shape), classes: arguments.read("classes", .integer),
        using: &rng)
      return NetworkHandle(name: recipe.name, network: network)
    }
  }

  private static func weights(_ seed: Int?, _ workspace: Workspace) -> Random {
    Random(seed: seed.map(UInt64.init) ?? workspace.seed, stream: "weights")
  }

  private static var shape: Argument<[Int]> {
    Argument("shape", .shape, "of one image: channels, height, width")
  }

  private static var classes: Argument<Int> {
    Argument("classes", .integer(in: 1...100_000), "how many it tells apart")
  }

  private static var seed: Argument<Int?> {
    Argument("seed", .optional(.integer(atLeast: 0)), "of the weights; seed() if left out")
  }
}
