import Tensors

/// Parameters as a state: their values by name, all of them and no others.
package struct ParameterGroup: Stateful {
  package let parameters: [NamedParameter]

  package init(_ parameters: [NamedParameter]) { self.parameters = parameters }

  package var state: [String: Tensor] {
    Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.parameter.value) })
  }

  package var checkpoint: Checkpoint { Checkpoint(of: parameters) }

  package func checkpoint(in saved: SavedState) throws -> Checkpoint {
    let values = try parameters.map { named in
      (named.parameter, try saved.tensor(named.name, shape: named.parameter.value.shape))
    }
    try saved.requireNothing(but: parameters.map(\.name))
    return Checkpoint {
      for (parameter, value) in values { parameter.value = value }
    }
  }
}
