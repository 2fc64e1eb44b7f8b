import Datasets
import Methods
import Queries
import Recipes
import Tensors

/// What a new session starts from.
public struct SessionSetup {
  /// Labels drawn before the first round where nobody says how many.
  public static let usualInitial = 50

  public var dataset: Dataset
  public var method: Configuration<any Method>
  /// Nil for the one that the method's paper asks with.
  public var strategy: Configuration<any Strategy>?
  /// Labels drawn at random before the first round; nil for 50, or, where there are no more images than
  /// that to learn from, for a tenth of them, at least one of each class.
  public var initial: Int?
  /// Share of the training split set aside for evaluation.
  public var validation: Double
  /// Use only this many images of the training split, drawn at random; nil for all.
  public var images: Int?
  public var seed: UInt64
  /// What the session will compute with; those of the calling thread where nothing is said.
  public var settings = EngineSettings.current

  public init(
    dataset: Dataset, method: Configuration<any Method>,
    strategy: Configuration<any Strategy>? = nil, initial: Int? = nil, validation: Double = 0.2,
    images: Int? = nil, seed: UInt64 = 0
  ) {
    self.dataset = dataset
    self.method = method
    self.strategy = strategy
    self.initial = initial
    self.validation = validation
    self.images = images
    self.seed = seed
  }
}
