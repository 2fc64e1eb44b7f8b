import Tensors

extension FailureCode {
  /// A file among many that is no picture of a form we read.
  public static let unusablePicture = FailureCode(rawValue: "unusable-picture")
  /// Pictures lie beside folders of pictures: is there a class to each folder?
  public static let looseFiles = FailureCode(rawValue: "loose-files")
  /// Labels are wanted of a data set that came with none.
  public static let noLabels = FailureCode(rawValue: "no-labels")
  /// A question that only the user can answer.
  public static let asksUser = FailureCode(rawValue: "asks-user")
  /// Pictures that nobody has labelled, without names of classes to label them with.
  public static let noClasses = FailureCode(rawValue: "no-classes")
}
