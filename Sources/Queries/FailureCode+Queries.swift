import Tensors

extension FailureCode {
  /// A strategy forms as many groups as there are classes, and nobody has said how many.
  public static let unknownClassCount = FailureCode(rawValue: "unknown-class-count")
  /// A strategy looks into a network that tells classes apart, and the method has none.
  public static let noClassifier = FailureCode(rawValue: "no-classifier")
}
