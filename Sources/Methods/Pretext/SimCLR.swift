import Datasets
import Networks
import Queries
import Recipes
import Tensors

/// Tells which two of many changed images come from the same one.
///
/// Two views of each image go through the backbone and a projection of two layers; the
/// temperature-scaled cross entropy of their cosines (NT-Xent) pulls the two together and pushes all
/// others away.
/// - Source: Chen et al. 2020, Eq. 1 and algorithm 1; defaults of TypiClust (Hacohen et al. 2022):
///   features–512–128, temperature 0.1, SGD 0.4 with a cosine over 500 epochs, batch 512.
/// - Differs: an image's own loss is ‖u − v‖² of the normalised projections of its two views
///   (alignment, Wang & Isola 2020, §4.1): that of NT-Xent depends on the others in its batch.
public struct SimCLR: Pretext {
  public let schedule: PretextSchedule
  public let augmentation: Augmentation
  public let temperature: Float
  /// Widths of the projection's two layers.
  public let hidden: Int
  public let projection: Int
  /// Whether features have length 1.
  public let normalizes: Bool

  public func begin(
    _ backbone: any ClassifierDesign, imageShape: [Int], using rng: inout Random
  ) throws -> any PretextTask {
    try SimCLRTask(
      self,
      backbone: try backbone.makeClassifier(inputShape: imageShape, classes: 1, using: &rng),
      using: &rng)
  }

  public func fits(_ other: any Pretext) -> Bool {
    guard let other = other as? SimCLR else { return false }
    return other.hidden == hidden && other.projection == projection
  }

  public static let recipe = Recipe<any Pretext>(
    "simclr", "Tells which two of many changed images come from the same one.",
    source: "Chen et al. 2020; settings of Hacohen et al. 2022 (TypiClust)",
    Option<Int>("epochs", 500, in: 1...1_000_000, "what the schedule spans, at least"),
    Option<Int>("batch", 512, in: 2...65536, "images in a mini-batch, two views of each"),
    Option<Double>("temperature", positive: 0.1, "by which cosines are divided"),
    Option<Int>("hidden", 512, in: 1...65536, "width of the projection's first layer"),
    Option<Int>("projection", 128, in: 1...65536, "width of its second layer"),
    Option<Bool>("normalize", true, "features of length 1"),
    Option<String>(
      "optimizer", "sgd", of: Catalogue<any Optimizer>.optimizers.recipes.map(\.name),
      "what moves the weights"),
    Option<Double>("rate", positive: 0.4, "step size"),
    Option<Double?>("momentum", optional: 0...1, "the optimizer's own if left out"),
    Option<Double>("weight_decay", 1e-4, in: 0...1, "share of the weights in the gradient"),
    Option<[String: OptionValue]>(
      "optimizer_options", optionsOf: "the optimizer", "its other options"),
    Option<Schedule>("schedule", .cosine(), "how the rate changes from epoch to epoch"),
    Option<String>(
      "augmentation", "simclr", of: Catalogue<Augmentation>.augmentations.recipes.map(\.name),
      "what makes views"),
    Option<[String: OptionValue]>(
      "augmentation_options", optionsOf: "the augmentation",
      "its own options; area is 0.2 unless given")
  ) {
    (
      epochs: Int, batch: Int, temperature: Double, hidden: Int, projection: Int, normalizes: Bool,
      optimizer: String, rate: Double, momentum: Double?, decay: Double,
      others: [String: OptionValue], schedule: Schedule, augmentation: String,
      augmentationOptions: [String: OptionValue]
    ) in
    let own: [String: OptionValue] = augmentation == "simclr" ? ["area": .number(0.2)] : [:]
    guard
      let changes = try Augmentation.make(augmentation, own.merging(augmentationOptions) { $1 })
    else {
      throw Failure(
        "augmentation", "two views of an image would be the same",
        expected: "an augmentation that changes something")
    }
    return SimCLR(
      schedule: PretextSchedule(
        epochs: epochs, batch: batch,
        optimizer: try Configuration(
          optimizerNamed: optimizer,
          ["rate": rate, "momentum": momentum, "weight_decay": decay], others),
        rate: schedule),
      augmentation: changes, temperature: Float(temperature), hidden: hidden,
      projection: projection, normalizes: normalizes)
  }
}

/// A backbone whose head is not used, and the projection.
final class SimCLRTask: PretextTask {
  let backbone: any Classifier
  private let settings: SimCLR
  private let projection: Sequential

  init(_ settings: SimCLR, backbone: any Classifier, using rng: inout Random) throws {
    self.settings = settings
    self.backbone = backbone
    projection = Sequential([
      ("0", try Linear(backbone.embeddingSize, to: settings.hidden, using: &rng)),
      ("1", Activate(.relu)),
      ("2", try Linear(settings.hidden, to: settings.projection, using: &rng)),
    ])
  }

  var parameters: [NamedParameter] {
    let names = backbone.taskNames
    return backbone.parameters.filter { named in !names.contains(where: named.name.hasPrefix) }
      + projection.parameters.map { $0.under("projection") }
  }

  var views: PretextViews { .pair(settings.augmentation) }

  func loss(of images: Tensor, _ pass: Pass) throws -> Tensor {
    try projection(backbone.embed(images, pass), pass)
      .ntXent(temperature: settings.temperature)
  }

  /// Views for the losses are always the same ones.
  func outputs(for ids: [Int], of dataset: Dataset, _ pass: Pass) throws -> PretextOutputs {
    let views = try dataset.views(
      ids, settings.augmentation, stream: Random(seed: 0, stream: "pretext views"))
    let ends = try projection(backbone.embed(views, pass), pass).normalizedRows()
    let (first, second) = try (ends.rows(0..<ids.count), ends.rows(ids.count..<2 * ids.count))
    let features = try backbone.embed(dataset.batch(ids), pass)
    return PretextOutputs(
      features: try settings.normalizes ? features.normalizedRows() : features,
      losses: try (first - second).squared().sum(axis: 1))
  }
}
