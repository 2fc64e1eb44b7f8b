import Datasets
import Networks
import Queries
import Recipes
import Tensors

/// A task that a network learns from the images alone: settings, and how to begin it.
///
/// What it says of images afterwards, features and a loss of each, is what some strategies ask for;
/// its backbone may be where the task network starts.
public protocol Pretext {
  /// How it is trained.
  var schedule: PretextSchedule { get }

  /// The task with fresh weights.
  /// - Parameter rng: where the weights come from.
  /// - Throws: a `Failure` for images that the task or the backbone cannot take.
  func begin(
    _ backbone: any ClassifierDesign, imageShape: [Int], using rng: inout Random
  ) throws -> any PretextTask

  /// Whether weights of a task of `other` are weights of a task of this one.
  func fits(_ other: any Pretext) -> Bool
}

/// The networks of a pretext task, and what they are trained to do.
public protocol PretextTask: AnyObject {
  /// What embeds images; its last layer may be part of the task, or be of no use.
  var backbone: any Classifier { get }
  /// Everything that is trained, backbone and head; names are unique.
  var parameters: [NamedParameter] { get }

  /// The views of each image that it is trained on.
  var views: PretextViews { get }

  /// The loss of a batch.
  /// - Parameter images: the views of some images.
  func loss(of images: Tensor, _ pass: Pass) throws -> Tensor

  /// What the trained task says of a few images.
  /// - Parameter pass: an inference pass, or one that measures.
  /// - Shape: features [ids × features], losses [ids].
  func outputs(for ids: [Int], of dataset: Dataset, _ pass: Pass) throws -> PretextOutputs
}

/// How a pretext task is trained.
public struct PretextSchedule {
  /// What the rate's schedule spans; more where a training goes on longer.
  public let epochs: Int
  /// Images in a mini-batch.
  public let batch: Int
  /// As it starts.
  public let optimizer: Configuration<any Optimizer>
  /// Of the rate, from epoch to epoch.
  public let rate: Schedule
}

extension Catalogue where Product == any Pretext {
  /// Every pretext task; a new one adds its line here.
  public static var pretexts: Self {
    Catalogue("pretext task", [Rotation.recipe, SimCLR.recipe])
  }
}
