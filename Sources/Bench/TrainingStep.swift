import ActiveLearning
import Tensors

/// A whole training step on one batch: forward, loss, backward, optimizer.
enum TrainingStep {
  /// The step as a case runs it.
  /// - Parameter loss: the loss in a recorded pass.
  static func body(
    of network: any Network, with optimizer: some Optimizer,
    loss: @escaping (Pass) throws -> Tensor
  ) throws -> (() throws -> [Double]) {
    try Rule.fill(network.parameters)
    var optimizer = optimizer
    let trained = network.trained
    return {
      let pass = Pass.training()
      let value = try loss(pass)
      optimizer.begin()
      try pass.gradients(of: value, for: trained.map(\.parameter)) { place, gradient in
        try optimizer.move(trained[place], gradient: gradient)
        Profile.current?.lap("optimizer")
      }
      return [Double(try value.item())]
    }
  }

  /// A step of a classifier of ten classes with SGD, momentum 0.9 and weight decay 5e-4, on images
  /// of 3×32×32.
  static func classifier(
    _ network: any Classifier, batch: Int
  ) throws -> (() throws -> [Double]) {
    let images = try Rule.images([batch, 3, 32, 32])
    let labels = Rule.labels(batch)
    let optimizer = SGD(rate: 0.01, momentum: 0.9, weightDecay: 5e-4)
    return try body(of: network, with: optimizer) { pass in
      try network.logits(images, pass).crossEntropy(targets: labels)
    }
  }
}
