import Recipes
import Tensors

/// Linear layers on the pixels; hidden ones with ReLU and, where asked for, dropout.
///
/// The embedding is the last hidden layer, before dropout; without hidden layers, the pixels.
public struct Perceptron: ClassifierDesign {
  let hidden: Int, layers: Int
  let dropout: Float

  /// - Parameters:
  ///   - hidden: width of each hidden layer.
  ///   - layers: how many hidden layers; 0 is a linear classifier.
  public init(hidden: Int = 128, layers: Int = 1, dropout: Float = 0) {
    self.hidden = hidden
    self.layers = layers
    self.dropout = dropout
  }

  public func makeClassifier(
    inputShape: [Int], classes: Int, using rng: inout Random
  ) throws -> any Classifier {
    let recipe = layers == 0 ? Self.linear : Self.recipe
    try check(inputShape, classes: classes, least: 1, as: recipe.name)
    var input = inputShape.reduce(1, *)
    let drops = dropout > 0
    var body: [(name: String, layer: any Layer)] = [("flatten", Reshape(to: [input]))]
    for layer in 0..<layers {
      if drops, layer > 0 { body.append(("dropout\(layer)", Dropout(dropout))) }
      body.append(("fc\(layer + 1)", try Linear(input, to: hidden, using: &rng)))
      body.append(("relu\(layer + 1)", Activate(.relu)))
      input = hidden
    }
    var head: [(name: String, layer: any Layer)] = []
    if drops { head.append(("dropout\(layers)", Dropout(dropout))) }
    head.append(("fc", try Linear(input, to: classes, using: &rng)))
    return try LayeredClassifier(
      inputShape: inputShape, body: Sequential(body), head: Sequential(head))
  }

  public static let recipe = Recipe<any ClassifierDesign>(
    "mlp", "Linear layers with ReLU on the pixels.", source: "Rumelhart, Hinton & Williams 1986",
    Option("hidden", 128, in: 1...65536, "width of the hidden layers", fixed: true),
    Option("layers", 1, in: 1...16, "how many hidden layers", fixed: true),
    Option("dropout", 0.0, in: 0...0.99, "share of hidden values dropped", fixed: true)
  ) { Perceptron(hidden: $0, layers: $1, dropout: Float($2)) }

  /// The same without hidden layers.
  public static let linear = Recipe<any ClassifierDesign>(
    "linear", "One linear layer on the pixels: multinomial logistic regression.",
    source: "Cox 1958"
  ) { Perceptron(layers: 0) }
}
