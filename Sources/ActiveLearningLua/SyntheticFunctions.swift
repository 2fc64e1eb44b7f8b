import ActiveLearning
import LuaHost
import Tensors

/// `dataset.blobs{…}` and its like: a function for each recipe of a computed data set.
enum SyntheticFunctions {
  static func all(_ workspace: Workspace) -> [Function] {
    Catalogue<Dataset>.synthetic.recipes.map { recipe in
      Function(
        recipe.name, recipe.summary, parameters: recipe.options.map(\.parameter),
        convention: .options, returns: "a data set",
        examples: ["d = dataset.\(recipe.name){ images = 200 }"]
      ) { arguments in
        var chosen: [String: OptionValue] = [:]
        for name in arguments.given {
          chosen[name] = try OptionValue(arguments[name], named: name)
        }
        return try workspace.makeDataset(
          DatasetOrigin(.synthetic(name: recipe.name, values: chosen)), caching: false)
      }
    }
  }
}
