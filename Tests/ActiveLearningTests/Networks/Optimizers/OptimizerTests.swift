import ActiveLearning
import Tensors
import Testing

@Suite struct OptimizerTests {
  /// Those of the golden script.
  static let optimizers: [String: @Sendable () -> any Optimizer] = [
    "sgd": { SGD(rate: 0.1, momentum: 0) },
    "sgd momentum": { SGD(rate: 0.1, momentum: 0.9) },
    "sgd nesterov decay": {
      SGD(rate: 0.1, momentum: 0.8, nesterov: true, weightDecay: 0.05)
    },
    "adam": { Adam(rate: 0.02) },
    "adam all": {
      Adam(rate: 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-4, weightDecay: 0.1)
    },
    "adamw": { AdamW(rate: 0.02) },
    "adamw all": {
      AdamW(rate: 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-4, weightDecay: 0.3)
    },
    "rmsprop": { RMSprop() },
    "rmsprop momentum": { RMSprop(momentum: 0.9) },
    "rmsprop centred": { RMSprop(smoothing: 0.9, centred: true) },
    "rmsprop all": {
      RMSprop(smoothing: 0.9, epsilon: 1e-4, weightDecay: 0.1, momentum: 0.5, centred: true)
    },
  ]

  private func step(
    _ optimizer: inout any Optimizer, _ parameters: [NamedParameter], _ steps: ClosedRange<Int>
  ) throws {
    for step in steps {
      try optimizer.step(parameters, gradients: GoldenOptimizers.gradients(step))
    }
  }

  private func weights(_ parameters: [NamedParameter]) -> [Float] {
    parameters.flatMap { $0.parameter.value.values() }
  }

  @Test(arguments: optimizers.keys.sorted())
  func stepsArePyTorchs(name: String) throws {
    let expected = try #require(try GoldenOptimizers.load().optimizers[name])
    let make = try #require(Self.optimizers[name])
    var optimizer = make()
    let parameters = try GoldenOptimizers.start()
    try step(&optimizer, parameters, 1...GoldenOptimizers.steps)
    // Weights of up to 2, rounded about five times in each of six steps: 30 · 2 · 2⁻²⁴ ≈ 4·10⁻⁶. A
    // centred RMSprop divides by the root of a difference, which loses a digit more.
    let tolerance = name.contains("centred") ? 5e-5 : 5e-6
    #expect(greatestDifference(weights(parameters), expected) < tolerance)
  }

  @Test func everyGoldenOptimizerIsCompared() throws {
    #expect(try Set(GoldenOptimizers.load().optimizers.keys) == Set(Self.optimizers.keys))
  }

  @Test(arguments: optimizers.keys.sorted())
  func goesOnBitForBitFromItsState(name: String) throws {
    let make = try #require(Self.optimizers[name])
    var (whole, first, second) = (make(), make(), make())
    let (one, two) = try (GoldenOptimizers.start(), GoldenOptimizers.start())
    try step(&whole, one, 1...6)
    try step(&first, two, 1...3)
    try second.restore(first.state, for: two)
    try step(&second, two, 4...6)
    #expect(weights(one).map(\.bitPattern) == weights(two).map(\.bitPattern))
    let (a, b) = try (whole.state, second.state)
    #expect(a.mapValues { $0.values() } == b.mapValues { $0.values() })
  }

  @Test(arguments: ["sgd momentum", "adam", "adamw", "rmsprop all"])
  func aStateOfAnotherShapeIsRefused(name: String) throws {
    let make = try #require(Self.optimizers[name])
    var optimizer = make()
    let parameters = try GoldenOptimizers.start()
    try step(&optimizer, parameters, 1...2)
    let state = try optimizer.state
    let other = [NamedParameter("p0", Parameter(try .zeros([2, 2])))]
    #expect {
      try optimizer.restore(state, for: other)
    } throws: { "\($0)".contains("'") && "\($0)".contains("expected [2, 2]") }
  }

  @Test func everyRecipeMakesAnOptimizerThatLearns() throws {
    for recipe in Catalogue.optimizers.recipes {
      var optimizer = try Configuration(recipe).product
      // The loss is ½·w², its gradient w.
      let parameter = NamedParameter("w", Parameter(try Tensor([1, -2], shape: [2])))
      for _ in 0..<20 {
        try optimizer.step([parameter], gradients: [parameter.parameter.value])
      }
      let w = parameter.parameter.value.values()
      #expect(abs(w[0]) < 1 && abs(w[1]) < 2, "\(recipe.name)")
    }
  }

  @Test func anOptimizerIsMadeByNameWithItsOwnDefaults() throws {
    #expect(try Catalogue.optimizers.make("sgd").rate == 0.01)
    #expect(try Catalogue.optimizers.make("adamw", rate: 0.5, weightDecay: 0.1).rate == 0.5)
    #expect(throws: Failure.self) { try Catalogue.optimizers.make("adam", rate: 0) }
    #expect {
      try Catalogue.optimizers.make("adam", momentum: 0.9)
    } throws: { "\($0)".hasPrefix("adam: no option \"momentum\"") }
    #expect {
      try Catalogue.optimizers.make("rmsprob")
    } throws: { "\($0)".contains("did you mean \"rmsprop\"?") }
  }

  @Test(arguments: [GradientClipping.norm(0.5), .norm(100), .value(0.25)])
  func gradientsAreClippedAsPyTorchDoes(clipping: GradientClipping) throws {
    let name =
      switch clipping {
      case .norm(let limit): limit == 0.5 ? "norm 0.5" : "norm 100"
      case .value: "value 0.25"
      }
    var expected = try #require(try GoldenOptimizers.load().clipping[name])
    var gradients = try GoldenOptimizers.gradients(1)
    let norm = try clipping.clip(&gradients)
    if name.hasPrefix("norm") {
      // A sum of nineteen squares in double precision.
      #expect(abs(norm - (expected.popLast() ?? 0)) < 1e-12)
    }
    // One rounding of the factor, one of the product, of numbers up to 1.
    #expect(greatestDifference(gradients.flatMap { $0.values() }, expected) < 1.3e-7)
  }

  @Test func clippingRefusesWhatIsNotFinite() throws {
    for value in [Float.nan, .infinity] {
      var gradients = try [Tensor([1, value], shape: [2])]
      #expect {
        try GradientClipping.norm(1).clip(&gradients)
      } throws: { "\($0)".hasPrefix("gradient clipping: the gradients are not finite") }
      #expect(gradients[0].values()[0] == 1)
    }
    var gradients = try [Tensor([1], shape: [1])]
    #expect(throws: Failure.self) { try GradientClipping.value(0).clip(&gradients) }
    #expect(throws: Failure.self) { try GradientClipping.norm(.nan).clip(&gradients) }
  }
}
