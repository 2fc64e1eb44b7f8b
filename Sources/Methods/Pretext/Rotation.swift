import Datasets
import Networks
import Queries
import Recipes
import Tensors

/// Tells by how many quarter turns an image was turned.
///
/// Each step sees all four turns of every image of the batch; L = ¼ Σ_r CE(g(rot_r x), r).
/// - Source: Gidaris, Singh & Komodakis 2018 (RotNet), Eqs. 2–3; settings of PT4AL (Yi et al. 2022)
///   and BAL (Li et al. 2023, Eq. 1), which ask by its losses and features.
/// - Differs: BAL's code takes the feature of whichever turn comes first; here it is that of the
///   upright image. PT4AL's and BAL's code keep the epoch of best accuracy on the training images,
///   here the last one counts.
public struct Rotation: Pretext {
  public let schedule: PretextSchedule
  /// Changes to images before they are turned; nil: none.
  public let augmentation: Augmentation?

  public func begin(
    _ backbone: any ClassifierDesign, imageShape: [Int], using rng: inout Random
  ) throws -> any PretextTask {
    guard imageShape.count == 3, imageShape[1] == imageShape[2] else {
      throw Failure(
        "rotation", "images are not square", expected: "height and width alike",
        got: Shape.text(imageShape))
    }
    return RotationTask(
      backbone: try backbone.makeClassifier(inputShape: imageShape, classes: 4, using: &rng),
      augmentation: augmentation)
  }

  public func fits(_ other: any Pretext) -> Bool { other is Rotation }

  public static let recipe = Recipe<any Pretext>(
    "rotation", "Tells by how many quarter turns an image was turned.",
    source: "Gidaris et al. 2018; Yi et al. 2022 (PT4AL); Li et al. 2023 (BAL), Eq. 1",
    Option<Int>("epochs", 15, in: 1...1_000_000, "what the schedule spans, at least"),
    Option<Int>("batch", 256, in: 2...65536, "images in a mini-batch, each turned four times"),
    Option<String>(
      "optimizer", "sgd", of: Catalogue<any Optimizer>.optimizers.recipes.map(\.name),
      "what moves the weights"),
    Option<Double>("rate", positive: 0.1, "step size"),
    Option<Double?>("momentum", optional: 0...1, "the optimizer's own if left out"),
    Option<Double>("weight_decay", 5e-4, in: 0...1, "share of the weights in the gradient"),
    Option<[String: OptionValue]>(
      "optimizer_options", optionsOf: "the optimizer", "its other options"),
    Option<Schedule>(
      "schedule", .multiStep(milestones: [30, 60, 90]), "how the rate changes from epoch to epoch"),
    Option<String>(
      "augmentation", "none", of: Catalogue<Augmentation>.augmentations.recipes.map(\.name),
      "changes before the turn; PT4AL has none, BAL crop_flip"),
    Option<[String: OptionValue]>(
      "augmentation_options", optionsOf: "the augmentation", "its own options")
  ) {
    (
      epochs: Int, batch: Int, optimizer: String, rate: Double, momentum: Double?, decay: Double,
      others: [String: OptionValue], schedule: Schedule, augmentation: String,
      augmentationOptions: [String: OptionValue]
    ) in
    Rotation(
      schedule: PretextSchedule(
        epochs: epochs, batch: batch,
        optimizer: try Configuration(
          optimizerNamed: optimizer,
          ["rate": rate, "momentum": momentum, "weight_decay": decay], others),
        rate: schedule),
      augmentation: try .make(augmentation, augmentationOptions))
  }
}

/// A backbone with four classes, the quarter turns.
final class RotationTask: PretextTask {
  let backbone: any Classifier
  private let augmentation: Augmentation?

  init(backbone: any Classifier, augmentation: Augmentation?) {
    self.backbone = backbone
    self.augmentation = augmentation
  }

  var parameters: [NamedParameter] { backbone.parameters }

  var views: PretextViews { .quarterTurns(augmentation) }

  func loss(of images: Tensor, _ pass: Pass) throws -> Tensor {
    let count = images.shape[0]
    let turns = (0..<count).map { 4 * $0 / count }
    return try backbone.logits(images, pass).crossEntropy(targets: turns)
  }

  /// Features of the upright image; the mean of the four cross entropies.
  func outputs(for ids: [Int], of dataset: Dataset, _ pass: Pass) throws -> PretextOutputs {
    let (images, turns) = try dataset.rotations(ids)
    let embeddings = try backbone.embed(images, pass)
    let logs = try backbone.classify(embeddings, pass).logSoftmax().values()
    var losses = [Float](repeating: 0, count: ids.count)
    for (row, turn) in turns.enumerated() { losses[row % ids.count] -= logs[4 * row + turn] / 4 }
    return PretextOutputs(
      features: try embeddings.rows(0..<ids.count),
      losses: try Tensor(losses, shape: [ids.count]))
  }
}
