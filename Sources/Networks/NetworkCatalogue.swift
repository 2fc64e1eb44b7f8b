import Recipes

/// Every network that classifies; a new one adds its line here.
public enum NetworkCatalogue {
  public static var all: Catalogue<any ClassifierDesign> {
    Catalogue(
      "network",
      [
        ResNet18.recipe,
        VGG16.recipe,
        ConvNeXtTiny.recipe,
        CNN.recipe,
        UncKMCNN.recipe,
        BayesianCNN.recipe,
        MNISTNet.recipe,
        Perceptron.recipe,
        Perceptron.linear,
      ])
  }
}
