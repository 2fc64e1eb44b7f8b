import ActiveLearning
import LuaHost
import Tensors

/// `augment`: random changes to images that leave their class as it is.
enum AugmentModule {
  static func module(_ workspace: Workspace) -> Module {
    Module(
      "augment", "Random changes to images that leave their class as it is.",
      functions: Catalogue<Augmentation>.augmentations.recipes.map { $0.function() },
      types: [
        UserType(
          "augmentation", "Random changes to images.",
          members: [
            RecipeModule.name(), apply(workspace), RecipeModule.options(),
          ], text: RecipeModule.text("augment"))
      ])
  }

  private static func apply(
    _ workspace: Workspace
  ) -> Member<ConfigurationHandle<Augmentation>> {
    .method(
      "batch", "Images of a data set, each changed, as scaled numbers.",
      options: Argument("dataset", .dataset, "whose images"),
      Argument("ids", .indices, "which"),
      Argument("epoch", .integer(in: 0...1_000_000), "another one, other changes", default: 0),
      Argument("view", .integer(in: 1...8), "another one, other changes", default: 1),
      Argument("seed", .integer(atLeast: 0), "of all changes", default: 0),
      returns: "a tensor [ids × channels × height × width]"
    ) {
      (
        handle: ConfigurationHandle<Augmentation>, dataset: Dataset, ids: [Int], epoch: Int,
        view: Int, seed: Int
      ) in
      try Answers.check(ids, of: dataset)
      return try dataset.batch(
        ids, handle.configuration.product,
        stream: Random(seed: UInt64(seed), stream: "augmentation"), epoch: epoch, view: view - 1)
    }
  }
}
