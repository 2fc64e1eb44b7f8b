import ActiveLearning
import LuaHost

/// `method`: papers' whole ways of learning.
enum MethodModule {
  static func module(_ workspace: Workspace) -> Module {
    Module(
      "method", "A paper's whole way of learning: pretraining, training and what it asks with.",
      notes: "Options can change between rounds: s.method.tau = 0.5.",
      functions: workspace.methods.recipes.map { $0.function() }, types: [type])
  }

  private static var type: UserType<ConfigurationHandle<any Method>> {
    UserType(
      "method", "A method with its options.",
      members: [RecipeModule.name(), RecipeModule.options()], text: RecipeModule.text("method"))
  }
}

extension Kind where T == ConfigurationHandle<any Method> {
  static var method: Kind { .object("method") }
}
