import Tensors

extension FailureCode {
  /// A file among many that is no image of a form we read.
  public static let unusableImage = FailureCode(rawValue: "unusable-image")
  /// Images lie beside folders of images: is there a class to each folder?
  public static let looseFiles = FailureCode(rawValue: "loose-files")
  /// Labels are wanted of a data set that came with none.
  public static let noLabels = FailureCode(rawValue: "no-labels")
  /// A question that only the user can answer.
  public static let asksUser = FailureCode(rawValue: "asks-user")
  /// Images that nobody has labelled, without names of classes to label them with.
  public static let noClasses = FailureCode(rawValue: "no-classes")
}
