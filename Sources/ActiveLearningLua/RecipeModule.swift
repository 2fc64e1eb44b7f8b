import ActiveLearning
import LuaHost
import Tensors

/// What every catalogue looks like from Lua: a function for each recipe, and a type for what they
/// make, whose options are properties.
enum RecipeModule {
  /// `strategy.tau`-like properties, decided by the recipe.
  static func options<Product>() -> Member<ConfigurationHandle<Product>> {
    .properties { handle in
      handle.configuration.recipe.options.map { card in
        Property(
          card.parameter,
          get: {
            (handle.configuration.values[card.name] ?? .none)
              .luaValue(among: handle.configuration.catalogue)
          },
          set: { try handle.set(card.name, to: OptionValue($0, named: card.name)) })
      }
    }
  }

  static func name<Product>() -> Member<ConfigurationHandle<Product>> {
    .property("name", "The name of the recipe.") { $0.configuration.recipe.name }
  }

  static func text<Product>(_ kind: String) -> (ConfigurationHandle<Product>) -> String {
    { $0.configuration.text(prefix: "\(kind).") }
  }
}
