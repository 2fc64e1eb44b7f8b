import Tensors

extension FailureCode {
  /// The method learns nothing without labels.
  public static let noPretraining = FailureCode(rawValue: "no-pretraining")
  /// The method learns no pretext task.
  public static let noPretext = FailureCode(rawValue: "no-pretext")
  /// The pretext task was not learned yet.
  public static let notPretrained = FailureCode(rawValue: "not-pretrained")
  /// The model was not trained yet.
  public static let notTrained = FailureCode(rawValue: "not-trained")
}
