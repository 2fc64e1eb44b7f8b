import Tensors

/// An oracle that errs: with probability `rate` it names one of the other classes, all as likely.
///
/// Whether and how it errs depends on seed and id alone, so asking twice or in another order gives the
/// same answer, and there is no state to save.
public struct NoisyOracle: Oracle {
  private let truth: any Oracle
  private let rate: Float
  private let classes: Int
  private let seed: UInt64

  /// Errs on the answers of `truth`.
  /// - Throws: `Failure` where `rate` is not in [0, 1], or there is no other class to name.
  public init(_ truth: any Oracle, rate: Float, classes: Int, seed: UInt64) throws {
    guard (0...1).contains(rate) else {
      throw Failure("noisy oracle", "rate is no probability", expected: "0 to 1", got: "\(rate)")
    }
    guard classes > 1 else {
      throw Failure("noisy oracle", "too few classes", expected: "2 or more", got: "\(classes)")
    }
    (self.truth, self.rate, self.classes, self.seed) = (truth, rate, classes, seed)
  }

  /// The class of each of these images, some of them wrong.
  public func answer(_ ids: [Int]) throws -> [Int] {
    zip(ids, try truth.answer(ids)).map { id, label in
      var rng = Random(seed: seed, stream: "oracle noise \(id)")
      guard rng.uniform() < rate else { return label }
      let other = rng.int(below: classes - 1)
      return other < label ? other : other + 1
    }
  }
}
