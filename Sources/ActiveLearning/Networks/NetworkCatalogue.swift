/// Every network that classifies; a new one adds its line here.
public enum NetworkCatalogue {
  public static var all: Catalogue<any ClassifierDesign> {
    Catalogue(
      "network",
      [
        ResNet18.recipe,
        VGG16.recipe,
        CNN.recipe,
      ])
  }
}
