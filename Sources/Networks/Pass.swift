import Tensors

/// One forward pass through a network: training or inference, recorded or not, under the engine's
/// settings that hold where it is made.
public final class Pass {
  /// Batch-norm uses the batch's own statistics and moves the running ones.
  public let isTraining: Bool
  /// Those of the thread that made the pass; its gradients are computed under them too.
  public let settings: EngineSettings
  /// What the large layers compute in.
  public let precision: Precision
  /// Where dropout and sampling layers draw from; nil where they let everything through.
  public var random: Random?
  /// Where batch-norm leaves the statistics of its batch; nil: in its running ones, where it is training.
  private(set) var moments: BatchMoments?
  /// Whether gradients may be asked for.
  var isRecorded: Bool { tape != nil }
  private let tape: Tape?
  private var leaves: [ObjectIdentifier: Tensor] = [:]
  /// The parameters behind the leaves, in the order of their first use.
  private var used: [Parameter] = []

  private init(training: Bool, tape: Tape?, random: Random?) {
    isTraining = training
    self.tape = tape
    settings = .current
    precision = settings.computes
    self.random = random
  }

  /// A pass whose gradients will be asked for.
  /// - Parameter random: for dropout; without it nothing is dropped.
  public static func training(using random: Random? = nil) -> Pass {
    Pass(training: true, tape: Tape(), random: random)
  }

  /// A pass that measures what batch-norm sees: as in training, without gradients or dropout.
  package static func measuring(_ moments: BatchMoments) -> Pass {
    let pass = Pass(training: true, tape: nil, random: nil)
    pass.moments = moments
    return pass
  }

  /// An inference pass.
  public static func inference() -> Pass {
    Pass(training: false, tape: nil, random: nil)
  }

  /// An inference pass with dropout at work: one Monte Carlo sample of the predictions.
  /// - Source: Gal and Ghahramani 2016.
  public static func monteCarlo(using random: Random) -> Pass {
    Pass(training: false, tape: nil, random: random)
  }

  /// A recorded pass that tells of each operation as it is done: its name, the parameters that it
  /// read and its result. For the search of what went wrong.
  static func watched(
    isTraining: Bool, using random: Random?,
    see: @escaping (_ operation: String, _ parameters: [Parameter], _ result: Tensor) throws -> Void
  ) -> Pass {
    let tape = Tape()
    let pass = Pass(training: isTraining, tape: tape, random: random)
    tape.observer = { [unowned pass] operation, leaves, result in
      try see(operation, leaves.map { pass.used[$0] }, result)
    }
    return pass
  }

  /// The tensor of a parameter in this pass; the same leaf each time it is used.
  public func use(_ parameter: Parameter) -> Tensor {
    guard let tape, parameter.isTrained else { return parameter.value }
    let identity = ObjectIdentifier(parameter)
    if let leaf = leaves[identity] { return leaf }
    let leaf = tape.variable(parameter.value)
    leaves[identity] = leaf
    used.append(parameter)
    return leaf
  }

  /// The gradient of `loss` for each parameter; zeros for one that the loss does not depend on.
  ///
  /// Consumes the record: one call a pass.
  public func gradients(of loss: Tensor, for parameters: [Parameter]) throws -> [Tensor] {
    var found = [Tensor?](repeating: nil, count: parameters.count)
    try gradients(of: loss, for: parameters) { found[$0] = $1 }
    return found.compactMap(\.self)
  }

  /// Hands over the gradient of `loss` for each parameter, with the parameter's place in the list, as
  /// soon as it is known: the receiver may change the parameter at once, in place, as the rest of the
  /// way back needs it no more.
  ///
  /// Consumes the record: one call a pass.
  public func gradients(
    of loss: Tensor, for parameters: [Parameter],
    each: (_ place: Int, _ gradient: Tensor) throws -> Void
  ) throws {
    guard let tape else {
      throw Failure("gradients", "the pass was for inference only")
    }
    var (used, unused, places) = ([Int](), [Int](), [Tape.Place]())
    for (place, parameter) in parameters.enumerated() {
      if let leaf = leaves[ObjectIdentifier(parameter)] {
        used.append(place)
        places.append(try tape.place(of: leaf))
      } else {
        unused.append(place)
      }
    }
    // A leaf shares the memory of its parameter, which could not be changed in place.
    leaves.removeAll()
    try settings.apply {
      try tape.gradients(of: loss, at: places) { try each(used[$0], $1) }
    }
    for place in unused { try each(place, .zeros(parameters[place].value.shape)) }
  }
}
