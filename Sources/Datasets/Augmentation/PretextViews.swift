import Tensors

/// Which images a pretext task makes of each one.
public enum PretextViews: Equatable, Sendable {
  /// Two changed ones, the second of all behind the first of all.
  case pair(Augmentation)
  /// Four quarter turns of one, turn by turn, changed before where there is an augmentation.
  case quarterTurns(Augmentation?)
}

extension Dataset {
  /// What a pretext task shows of these images.
  /// - Parameter parallel: false: all on the calling thread, which then may be any.
  /// - Shape: [2 or 4 · ids × channels × height × width].
  /// - Throws: `Failure` where an id is not there, or images to be turned are not square.
  func batch(
    _ ids: [Int], as views: PretextViews, stream: Random, epoch: Int, parallel: Bool = true
  ) throws -> Tensor {
    switch views {
    case .pair(let augmentation):
      try apply(
        changes(ids, augmentation, stream: stream, epoch: epoch, view: 0)
          + changes(ids, augmentation, stream: stream, epoch: epoch, view: 1), parallel: parallel)
    case .quarterTurns(let augmentation):
      try apply(
        quarterTurns(ids, augmentation, stream: stream, epoch: epoch), parallel: parallel)
    }
  }
}
