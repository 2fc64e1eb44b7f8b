import Networks
import Recipes
import Tensors

/// A linear classifier on frozen features: those of a network with weights from a file, or of a pretext
/// task. Each set of labels trains it anew, which takes moments, so that rounds cost little more than
/// what the strategy takes.
/// - Source: Alain & Bengio 2016, "Understanding intermediate layers using linear classifier probes";
///   as the training of a query strategy: Hacohen, Dekel & Weinshall 2022 (TypiClust), §4.1, "fully
///   supervised with self-supervised embedding".
public struct LinearProbe: Method {
  /// What makes the features.
  public let network: Configuration<any ClassifierDesign>
  /// What it learns without labels; nil: nothing, its weights are loaded.
  public let pretext: Configuration<any Pretext>?
  /// As it starts.
  public let optimizer: Configuration<any Optimizer>
  /// Over the epochs of a training.
  public let schedule: Schedule
  /// Images in a mini-batch, at most.
  public let batch: Int
  public let epochs: Int
  /// Whether features are divided by their length.
  public let normalises: Bool
  /// By which batch-norm works outside the training of a pretext task.
  let statistics: NormStatistics.Kind

  public var procedure: Procedure {
    Procedure(strategy: NamedOptions("margin"), epochs: epochs)
  }

  public func makeLearner(
    imageShape: [Int], classes: Int, streams: inout Streams
  ) throws -> any Learner {
    try LinearProbeLearner(self, imageShape: imageShape, classes: classes, streams: &streams)
  }

  public static let recipe = Recipe<any Method>(
    "linear_probe", "Trains a linear classifier on frozen features; asks by margin.",
    source: "Alain & Bengio 2016; in active learning TypiClust (Hacohen et al. 2022)",
    Option<String>(
      "network", CNN.recipe.name, of: NetworkCatalogue.all.recipes.map(\.name),
      "what makes the features", fixed: true),
    Option<[String: OptionValue]>(
      "network_options", optionsOf: "the network", "its own options", fixed: true),
    PretextChoice.name, PretextChoice.options,
    Option<Int>("epochs", 300, in: 1...1_000_000, "of a round"),
    Option<Int>("batch", 64, in: 1...65536, "images in a mini-batch at most; all are of one size"),
    Option<String>(
      "optimizer", "adam", of: Catalogue<any Optimizer>.optimizers.recipes.map(\.name),
      "what moves the linear layer"),
    Option<Double>("rate", positive: 0.03, "step size"),
    Option<Double?>("weight_decay", optional: 0...1, "the optimizer's own if left out"),
    Option<[String: OptionValue]>(
      "optimizer_options", optionsOf: "the optimizer", "its other options"),
    Option<Schedule>("schedule", .cosine(), "how the rate changes from epoch to epoch"),
    Option<Bool>("normalise", false, "whether each image's features are divided by their length"),
    NormStatistics.Kind.option
  ) {
    (
      network: String, networkOptions: [String: OptionValue], pretext: String,
      pretextOptions: [String: OptionValue], epochs: Int, batch: Int, optimizer: String,
      rate: Double, decay: Double?, optimizerOptions: [String: OptionValue], schedule: Schedule,
      normalises: Bool,
      statistics: String
    ) in
    LinearProbe(
      network: try Configuration(
        try NetworkCatalogue.all.recipe(named: network), networkOptions),
      pretext: try PretextChoice.made(pretext, pretextOptions),
      optimizer: try Configuration(
        optimizerNamed: optimizer, ["rate": rate, "weight_decay": decay], optimizerOptions),
      schedule: schedule, batch: batch, epochs: epochs, normalises: normalises,
      statistics: .init(option: statistics))
  }
}
