import Foundation
import Tensors

/// How an optimizer's rate changes over a training; steps are whatever the training counts, mostly
/// epochs, from 0.
public indirect enum Schedule: Equatable, Sendable {
  /// The rate stays.
  case constant
  /// The rate is multiplied by `factor` at each milestone; a milestone below 1 is a share of the
  /// whole training.
  case multiStep(milestones: [Double], factor: Double = 0.1)
  /// From the rate down to `floor` times the rate along half a cosine, over `total` steps or the
  /// whole training; at the floor from there on.
  case cosine(total: Int? = nil, floor: Double = 0)
  /// Step s of the first `steps` has (s + 1)/steps of the rate; then another schedule begins.
  case warmUp(steps: Int, then: Schedule)

  /// What the rate is multiplied by at `step` of a training of `total` steps.
  /// - Source: PyTorch's `MultiStepLR`, `CosineAnnealingLR` (Loshchilov & Hutter 2017, Eq. 5),
  ///   `LinearLR` and `SequentialLR`.
  public func factor(at step: Int, of total: Int) -> Double {
    let (step, total) = (max(step, 0), max(total, 1))
    switch self {
    case .constant:
      return 1
    case .multiStep(let milestones, let factor):
      let passed = milestones.count { Double(step) >= ($0 < 1 ? $0 * Double(total) : $0) }
      return pow(factor, Double(passed))
    case .cosine(let length, let floor):
      let way = min(Double(step) / Double(max(length ?? total, 1)), 1)
      return floor + (1 - floor) * (1 + cos(.pi * way)) / 2
    case .warmUp(let steps, let then):
      guard step >= steps else { return Double(step + 1) / Double(steps) }
      return then.factor(at: step - max(steps, 0), of: total - max(steps, 0))
    }
  }

  /// The rate at `step` of a training of `total` steps that starts from `rate`.
  public func rate(_ rate: Float, at step: Int, of total: Int) -> Float {
    Float(Double(rate) * factor(at: step, of: total))
  }
}

extension Schedule: CustomStringConvertible {
  /// As it is typed: `multi_step 60 120 factor 0.2`, `warm_up 5 cosine`.
  public var description: String {
    switch self {
    case .constant:
      return "constant"
    case .multiStep(let milestones, let factor):
      let places = milestones.map(Schedule.text).joined(separator: " ")
      return "multi_step \(places)" + (factor == 0.1 ? "" : " factor \(Schedule.text(factor))")
    case .cosine(let total, let floor):
      return "cosine" + (total.map { " \($0)" } ?? "")
        + (floor == 0 ? "" : " floor \(Schedule.text(floor))")
    case .warmUp(let steps, let then):
      return "warm_up \(steps) \(then)"
    }
  }

  private static func text(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e9 ? "\(Int(number))" : "\(number)"
  }
}
