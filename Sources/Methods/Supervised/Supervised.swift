import Datasets
import Networks
import Recipes
import Tensors

/// Supervised training of a network on the labelled images alone: what every query strategy that is
/// no method of its own is compared under.
///
/// Each set of labels is a training of its own: a new optimizer, and weights that go on or start
/// anew. Several calls of `train` on the same labels are one training; the schedule spans the
/// method's epochs, or more where a call asks for more.
/// - Source: the common training of Sener & Savarese 2018, Yi et al. 2022 (PT4AL), Li et al. 2023
///   (BAL) and the others, whose settings are its options.
public struct Supervised: Method {
  /// What the weights are when the labels have changed.
  public enum Start: String, CaseIterable, Sendable {
    /// Drawn anew.
    case scratch
    /// Those that the training before ended with.
    case resume = "continue"
    /// Those that the first training began with, such as weights from a file.
    case initial
    /// Those of the pretext task; what makes the classes is drawn anew.
    case pretext
  }

  public let network: Configuration<any ClassifierDesign>
  /// As it starts.
  public let optimizer: Configuration<any Optimizer>
  /// Over the epochs of a training.
  public let schedule: Schedule
  public let clipping: GradientClipping?
  public let start: Start
  /// Images in a mini-batch.
  public let batch: Int
  public let epochs: Int
  /// Whether each epoch goes through the images in a new order.
  public let shuffles: Bool
  /// Whether every class has the same weight in the loss, however often it is labelled.
  public let balances: Bool
  /// Changes to the images of each epoch; nil: none.
  public let augmentation: Augmentation?
  /// What is learned without labels; nil: nothing.
  public let pretext: Configuration<any Pretext>?
  /// Weight of the consistency loss, which learns from unlabelled images, too; 0: none.
  public let consistency: Float
  /// By which batch-norm works outside training.
  let statistics: NormStatistics.Kind

  public var procedure: Procedure {
    Procedure(strategy: NamedOptions("entropy"), epochs: epochs)
  }

  public func makeLearner(
    imageShape: [Int], classes: Int, streams: inout Streams
  ) throws -> any Learner {
    try SupervisedLearner(self, imageShape: imageShape, classes: classes, streams: &streams)
  }

  public static let recipe = Recipe<any Method>(
    "classifier", "Trains a network on the labelled images; asks by entropy.",
    source: "the baselines of Sener & Savarese 2018, PT4AL, BAL and others",
    Option<String>(
      "network", CNN.recipe.name, of: NetworkCatalogue.all.recipes.map(\.name),
      "what learns", fixed: true),
    Option<[String: OptionValue]>(
      "network_options", optionsOf: "the network", "its own options", fixed: true),
    Option<String>(
      "weights", "scratch", of: Start.allCases.map(\.rawValue),
      "when labels were added: drawn anew, go on, or back to those at the very first or of the "
        + "pretext task"),
    Option<Int>("epochs", 50, in: 1...1_000_000, "of a round, and what the schedule spans"),
    Option<Int>("batch", 64, in: 1...65536, "images in a mini-batch"),
    Option<String>(
      "optimizer", "adam", of: Catalogue<any Optimizer>.optimizers.recipes.map(\.name),
      "what moves the weights"),
    Option<Double?>("rate", optionalPositive: "step size; the optimizer's own if left out"),
    Option<Double?>("momentum", optional: 0...1, "the optimizer's own if left out"),
    Option<Double?>("weight_decay", optional: 0...1, "the optimizer's own if left out"),
    Option<[String: OptionValue]>(
      "optimizer_options", optionsOf: "the optimizer", "its other options"),
    Option<Schedule>("schedule", .constant, "how the rate changes from epoch to epoch"),
    Option<Double?>("clip", optionalPositive: "the largest norm of all gradients together"),
    Option<Bool>("shuffle", true, "a new order of the images in each epoch"),
    Option<Bool>("balance", false, "the same weight for each class, however often it is labelled"),
    Option<String>(
      "augmentation", "none", of: Catalogue<Augmentation>.augmentations.recipes.map(\.name),
      "changes to the images of each epoch"),
    Option<[String: OptionValue]>(
      "augmentation_options", optionsOf: "the augmentation", "its own options"),
    PretextChoice.name, PretextChoice.options,
    Option<Double>(
      "consistency", 0, in: 0...1000,
      "weight of TOD's loss, which learns from unlabelled images, too", fixed: true),
    NormStatistics.Kind.option
  ) {
    (
      network: String, networkOptions: [String: OptionValue], start: String, epochs: Int,
      batch: Int, optimizer: String, rate: Double?, momentum: Double?, decay: Double?,
      optimizerOptions: [String: OptionValue], schedule: Schedule, clip: Double?, shuffles: Bool,
      balances: Bool, augmentation: String, augmentationOptions: [String: OptionValue],
      pretext: String, pretextOptions: [String: OptionValue], consistency: Double,
      statistics: String
    ) in
    Supervised(
      network: try Configuration(
        try NetworkCatalogue.all.recipe(named: network), networkOptions),
      optimizer: try Configuration(
        optimizerNamed: optimizer,
        ["rate": rate, "momentum": momentum, "weight_decay": decay], optimizerOptions),
      schedule: schedule, clipping: clip.map { .norm(Float($0)) },
      start: Start(rawValue: start) ?? .scratch, batch: batch, epochs: epochs, shuffles: shuffles,
      balances: balances, augmentation: try .make(augmentation, augmentationOptions),
      pretext: try PretextChoice.made(pretext, pretextOptions), consistency: Float(consistency),
      statistics: .init(option: statistics))
  }
}
