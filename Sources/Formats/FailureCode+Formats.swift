import Tensors

extension FailureCode {
  /// More than a zip file of 32 bits holds.
  public static let archiveTooLarge = FailureCode(rawValue: "archive-too-large")
  /// An array of numbers of another type than what was asked for.
  static let otherType = FailureCode(rawValue: "other-type")
}
