import Tensors

/// A classifier opened after one of its hidden layers: images to hidden maps, and those to logits.
///
/// It is for inference passes: nothing is learned. The layers are the network's own.
package struct OpenedClassifier {
  private let before: Sequential
  private let after: Sequential
  private let classifier: any Classifier
  /// Of one hidden map.
  package let shape: [Int]

  /// Images to hidden maps.
  package func hide(_ images: Tensor) throws -> Tensor { try before(images, .inference()) }

  /// Hidden maps to logits; gradients reach the maps.
  package func logits(_ hidden: Tensor) throws -> Tensor {
    let pass = Pass.inference()
    return try classifier.classify(after(hidden, pass), pass)
  }

  /// The classifier opened after each of its first stages.
  ///
  /// A stage ends with a pooling, or where layers that belong together (a residual stage, a block of
  /// convolutions) begin or end: of ResNet-18, after the stem and after each of the four stages.
  /// - Parameter count: at most as many.
  /// - Throws: a `Failure` for a network that is not made of layers in a row.
  package static func openings(of classifier: any Classifier, count: Int) throws
    -> [OpenedClassifier]
  {
    guard let layered = classifier as? LayeredClassifier else {
      throw Failure(
        "network", "cannot be opened in the middle", expected: "layers in a row")
    }
    let stages = Self.stages(of: layered.body.layers)
    var openings: [OpenedClassifier] = []
    var shape = classifier.inputShape
    for (place, stage) in stages.enumerated() where openings.count < count {
      shape = try Sequential(stage).outputShape(for: shape)
      openings.append(
        OpenedClassifier(
          before: Sequential(stages[...place].flatMap(\.self)),
          after: Sequential(stages[(place + 1)...].flatMap(\.self)), classifier: classifier,
          shape: shape))
    }
    return openings
  }

  private typealias Named = (name: String, layer: any Layer)

  private static func stages(of layers: [Named]) -> [[Named]] {
    var stages: [[Named]] = []
    var run: [Named] = []
    func end() {
      if !run.isEmpty { stages.append(run) }
      run = []
    }
    for named in layers {
      if let inner = named.layer as? Sequential {
        end()
        stages += Self.stages(of: inner.layers)
      } else {
        run.append(named)
        if named.layer is MaxPool || named.layer is AveragePool { end() }
      }
    }
    end()
    return stages
  }
}
