import ActiveLearning
import Tensors
import Testing

/// A model of parts: weights, a counter, a flag, and a part within.
private final class Model: CompositeState {
  let weight: Parameter
  let epochs = Stored(0)
  let isReady = Stored(false)
  var inner: Model?

  init(inner: Model? = nil) throws {
    weight = Parameter(try Tensor(0))
    self.inner = inner
  }

  var parts: [StatePart] {
    [
      ("network", ParameterGroup([NamedParameter("fc.weight", weight)])), ("epochs", epochs),
      ("is_ready", isReady),
    ] + (inner.map { [("inner", $0)] } ?? [])
  }
}

/// One whose only part keeps its own names.
private struct Unnamed: CompositeState {
  let part: any Stateful
  let counter = Stored(3)
  var parts: [StatePart] { [("", part), ("counter", counter)] }
}

@Suite struct CompositeStateTests {
  private static func learned() throws -> Model {
    let model = try Model(inner: Model())
    model.weight.value = try Tensor(2)
    model.epochs.value = 7
    model.inner?.isReady.value = true
    return model
  }

  private static let names = [
    "network.fc.weight", "epochs", "is_ready", "inner.network.fc.weight", "inner.epochs",
    "inner.is_ready",
  ]

  @Test func namesOfPartsStandInFront() throws {
    #expect(try Set(Self.learned().state.keys) == Set(Self.names))
    let unnamed = Unnamed(part: try Self.learned())
    #expect(try Set(unnamed.state.keys) == Set(Self.names + ["counter"]))
  }

  @Test func whatWasSavedIsTakenBack() throws {
    let (model, other) = try (Self.learned(), Model(inner: Model()))
    try other.restore(model.state)
    #expect(try other.weight.value.item() == 2)
    #expect(other.epochs.value == 7 && other.inner?.isReady.value == true)
    let unnamed = Unnamed(part: try Model(inner: Model()))
    try unnamed.restore(Unnamed(part: model).state)
    #expect(
      try unnamed.state.mapValues { $0.values() }
        == Unnamed(part: model).state.mapValues { $0.values() })
  }

  @Test(arguments: names) func aTensorThatIsMissingIsNamedAndNothingHasChanged(name: String) throws
  {
    let (model, saved) = try (Self.learned(), Model(inner: Model()).state)
    let before = try model.state.mapValues { $0.values() }
    for wrong in [nil, try Tensor([0, 1], shape: [2])] {
      var state = saved
      state[name] = wrong
      #expect {
        try model.restore(state)
      } throws: { "\($0)".contains("'\(name)'") }
      #expect(try model.state.mapValues { $0.values() } == before)
    }
  }

  @Test(arguments: ["other", "network.fc", "network.other", "inner.other", "epochs.other"])
  func aTensorOfNoPartIsNamed(name: String) throws {
    let model = try Self.learned()
    let state = try model.state.merging([name: Tensor(1)]) { $1 }
    #expect {
      try model.restore(state)
    } throws: { "\($0)".contains("'\(name)' is not a tensor of this model") }
  }

  @Test(arguments: [("epochs", Float(0.5)), ("epochs", -1), ("epochs", 3e7), ("is_ready", 2)])
  func numbersThatCannotBeAreRefused(name: String, value: Float) throws {
    let model = try Self.learned()
    let state = try model.state.merging([name: Tensor(value)]) { $1 }
    #expect {
      try model.restore(state)
    } throws: { "\($0)".contains("'\(name)' is damaged") }
  }

  @Test func aCheckpointIsGoneBackTo() throws {
    let model = try Self.learned()
    let checkpoint = model.checkpoint
    model.weight.value = try Tensor(5)
    model.epochs.value = 8
    model.inner?.isReady.value = false
    checkpoint.restore()
    #expect(try model.weight.value.item() == 2)
    #expect(model.epochs.value == 7 && model.inner?.isReady.value == true)
  }
}
