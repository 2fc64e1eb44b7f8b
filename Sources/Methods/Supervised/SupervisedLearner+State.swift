import Networks
import Recipes
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
      for (name, tensor) in try consistency?.state ?? [:] {
        state["consistency.\(name)"] = tensor
      }
      return state
    }
  }

  func restore(_ state: [String: Tensor]) throws {
    let restored = try SupervisedProgress(state.under("training."))
    var fresh = settings.optimizer.product
    try fresh.restore(state.under("optimizer."), for: trained)
    let restorePretext = try pretext?.restoring(state.under("pretext."))
    let restoreConsistency = try consistency?.restoring(state.under("consistency."))
    try network.restore(state.under("network."))
    (optimizer, training) = (fresh, restored)
    restorePretext?()
    restoreConsistency?()
  }
}
