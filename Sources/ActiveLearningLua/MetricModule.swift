import ActiveLearning
import LuaHost
import Tensors

/// `metric`: how right predictions are.
enum MetricModule {
  static var module: Module {
    Module("metric", "How right predictions are.", functions: [accuracy, confusion])
  }

  private static var accuracy: Function {
    Function(
      "accuracy", "The share of equal classes.", Argument("predicted", .indices, "classes"),
      Argument("actual", .indices, "classes"), returns: "a number from 0 to 1",
      examples: ["metric.accuracy({ 1, 2, 2 }, { 1, 2, 3 })"]
    ) { (predicted: [Int], actual: [Int]) in try compare(predicted, actual).accuracy }
  }

  private static var confusion: Function {
    Function(
      "confusion", "How often each true class (row) was predicted as each class (column).",
      Argument("predicted", .indices, "classes"), Argument("actual", .indices, "classes"),
      returns: "a tensor [classes × classes]"
    ) { (predicted: [Int], actual: [Int]) in
      let counts = try compare(predicted, actual).confusion
      return try Tensor(
        counts.flatMap { $0.map { Float($0) } }, shape: [counts.count, counts.count])
    }
  }

  private static func compare(_ predicted: [Int], _ actual: [Int]) throws -> Evaluation {
    guard predicted.count == actual.count, !actual.isEmpty else {
      throw Failure(
        "metric", "lists of different lengths, or empty", expected: "as many predicted as actual",
        got: "\(predicted.count) and \(actual.count)")
    }
    let classes = (predicted + actual).reduce(0) { max($0, $1 + 1) }
    guard classes <= 10_000 else {
      throw Failure("metric", "too many classes", expected: "up to 10000", got: "\(classes)")
    }
    return Evaluation(split: "given", predicted: predicted, actual: actual, classes: classes)
  }
}
