import Tensors

/// Everything that the next step of a supervised training depends on.
extension SupervisedLearner {
  var networks: [(name: String, network: any Network)] {
    [(settings.network.recipe.name, network)]
      + (pretext.map { [("pretext", $0.task.backbone)] } ?? [])
  }

  var state: [String: Tensor] {
    get throws {
      var state: [String: Tensor] = [:]
      for (name, tensor) in network.state { state["network.\(name)"] = tensor }
      for (name, tensor) in try optimizer.state { state["optimizer.\(name)"] = tensor }
      for (name, tensor) in try training.state { state["training.\(name)"] = tensor }
      for (name, tensor) in try pretext?.state ?? [:] { state["pretext.\(name)"] = tensor }
      return state
    }
  }

  func restore(_ state: [String: Tensor]) throws {
    let restored = try SupervisedProgress(state.under("training."))
    var fresh = settings.optimizer.product
    try fresh.restore(state.under("optimizer."), for: network.trained)
    let restorePretext = try pretext?.restoring(state.under("pretext."))
    try network.restore(state.under("network."))
    (optimizer, training) = (fresh, restored)
    restorePretext?()
  }
}
