import ActiveLearning
import Tensors
import Testing

/// A way of one method, and what the contract has to know of it.
struct MethodCase: CustomTestStringConvertible, Sendable {
  let name: String
  /// In what it differs from the method's first way.
  var way = ""
  let options: [String: OptionValue]
  var want = MethodContract.Want.labels
  var epochs = 10
  var pretraining = 0
  var lossFalls = true
  var goesOnInParts = false
  var changed: [String: OptionValue] = [:]
  var refused: [String: OptionValue] = [:]

  var testDescription: String { way.isEmpty ? name : "\(name), \(way)" }

  /// A classifier on labels alone.
  static func classifier(
    _ way: String, _ options: [String: OptionValue], epochs: Int = 20, pretraining: Int = 0,
    goesOnInParts: Bool = true, refused: [String: OptionValue] = [:]
  ) -> MethodCase {
    let own: [String: OptionValue] = [
      "network": .text("mlp"), "epochs": .integer(12), "batch": .integer(10),
    ]
    return MethodCase(
      name: "classifier", way: way, options: own.merging(options) { $1 }, epochs: epochs,
      pretraining: pretraining, goesOnInParts: goesOnInParts,
      changed: [
        "rate": .number(2e-3), "optimizer": .text("adamw"), "batch": .integer(7),
        "balance": .boolean(true), "clip": .number(1), "schedule": .text("cosine"),
      ],
      refused: [
        "network": .text("unckm_cnn"), "consistency": .number(0.3),
      ].merging(refused) { $1 })
  }

  static let stacked: [String: OptionValue] = [
    "width": .integer(16), "embedding": .integer(4), "batch": .integer(20),
    "refresh": .integer(5), "restarts": .integer(3), "pretraining_rate": .number(3e-3),
    "tolerance": .number(0),
  ]

  static let all: [MethodCase] = [
    MethodCase(
      name: "ccl", options: ["batch": .integer(20), "refresh": .integer(3)], epochs: 8,
      pretraining: 4,
      changed: ["tau": .number(0.3), "rate": .number(2e-3), "reading": .text("A")],
      refused: ["embedding": .integer(7)]),
    .classifier(
      "", [:],
      refused: [
        "network_options": .table(["hidden": .integer(3)]), "pretext": .text("rotation"),
      ]),
    .classifier("batch norm", ["network": .text("cnn")], epochs: 6),
    .classifier(
      "running batch norm", ["network": .text("cnn"), "batch_norm": .text("running")],
      epochs: 30),
    .classifier(
      "momentum and a schedule",
      [
        "optimizer": .text("sgd"), "rate": .number(0.05), "schedule": .text("cosine"),
        "weights": .text("initial"),
      ]),
    .classifier("dropout", ["network": .text("bayesian_cnn")]),
    .classifier(
      "augmentation",
      [
        "augmentation": .text("custom"),
        "augmentation_options": .table(["padding": .integer(1)]), "weights": .text("continue"),
      ], epochs: 30),
    .classifier("consistency", ["consistency": .number(0.05)], goesOnInParts: false),
    .classifier(
      "rotation",
      [
        "pretext": .text("rotation"),
        "pretext_options": .table(["batch": .integer(20), "rate": .number(0.02)]),
      ], pretraining: 3, refused: ["pretext": .text("simclr")]),
    .classifier(
      "simclr",
      [
        "pretext": .text("simclr"), "weights": .text("pretext"),
        "pretext_options": .table([
          "batch": .integer(20), "hidden": .integer(16), "projection": .integer(8),
          "rate": .number(0.05), "temperature": .number(0.5),
          "augmentation": .text("custom"),
          "augmentation_options": .table(["padding": .integer(1)]),
        ]),
      ], pretraining: 6),
    MethodCase(
      name: "linear_probe",
      options: ["network": .text("mlp"), "batch": .integer(10)], epochs: 20, goesOnInParts: true,
      changed: [
        "rate": .number(2e-3), "batch": .integer(7), "normalise": .boolean(true),
        "schedule": .text("constant"),
      ],
      refused: ["network": .text("linear"), "pretext": .text("rotation")]),
    MethodCase(
      name: "linear_probe", way: "rotation",
      options: [
        "network": .text("cnn"), "pretext": .text("rotation"), "batch": .integer(10),
        "pretext_options": .table(["batch": .integer(20), "rate": .number(0.02)]),
      ], epochs: 20, pretraining: 3, goesOnInParts: true, refused: ["network": .text("mlp")]),
    MethodCase(
      name: "dec", options: stacked, want: .nothing, epochs: 5, pretraining: 40,
      lossFalls: false, changed: ["rate": .number(2e-3), "optimizer": .text("adam")],
      refused: ["embedding": .integer(7), "width": .integer(7)]),
    MethodCase(
      name: "dcec",
      options: [
        "embedding": .integer(4), "batch": .integer(20), "refresh": .integer(5),
        "restarts": .integer(3), "tolerance": .number(0),
      ], want: .nothing, epochs: 5, pretraining: 40, lossFalls: false,
      changed: ["rate": .number(2e-3), "gamma": .number(0.2)],
      refused: ["embedding": .integer(7)]),
    MethodCase(
      name: "sdec", options: stacked.merging(["lambda": .number(0.01)]) { $1 }, want: .pairs,
      epochs: 5, pretraining: 40, lossFalls: false, changed: ["lambda": .number(0.1)],
      refused: ["embedding": .integer(7), "width": .integer(7)]),
    MethodCase(
      name: "autoembedder",
      options: [
        "network": .text("mlp"), "alpha": .number(4), "batch": .integer(20),
        "restarts": .integer(3), "rate": .number(3e-3),
      ], want: .pairs, epochs: 15, changed: ["rate": .number(1e-3), "alpha": .number(5)],
      refused: ["embedding": .integer(7), "network": .text("linear")]),
    MethodCase(
      name: "adc",
      options: [
        "embedding": .integer(4), "batch": .integer(10), "refinement": .integer(1),
        "refinement_batch": .integer(20), "refresh": .integer(5), "restarts": .integer(3),
      ], want: .pairs, epochs: 12, changed: ["rate": .number(2e-3), "delta": .number(2)],
      refused: ["embedding": .integer(7)]),
  ]

  func contract() throws -> MethodContract {
    let recipe = try Catalogue.methods.recipe(named: name)
    func method(_ change: (key: String, value: OptionValue)) throws -> any Method {
      try Configuration(recipe, options.merging([change.key: change.value]) { $1 }).product
    }
    // A method of another name is another network, too.
    let other = try Configuration(
      try Catalogue.methods.recipe(named: name == "ccl" ? "dcec" : "ccl")
    ).product
    let sorted = changed.sorted { $0.key < $1.key }
    return MethodContract(
      method: try Configuration(recipe, options).product, want: want, epochs: epochs,
      pretraining: pretraining, lossFalls: lossFalls, goesOnInParts: goesOnInParts,
      changed: try sorted.map(method), refused: try refused.map(method) + [other])
  }
}

@Suite(.serialized) struct MethodCatalogueTests {
  @Test(arguments: MethodCase.all) func aMethodKeepsTheContract(way: MethodCase) throws {
    let broken = try way.contract().violations()
    #expect(broken.isEmpty, "\(broken)")
  }

  @Test func everyMethodIsTried() {
    #expect(
      Set(MethodCase.all.map(\.name))
        == Set(Catalogue<any Method>.methods.recipes.map(\.name)))
  }

  @Test func everyFixedOptionIsRefused() throws {
    for recipe in Catalogue<any Method>.methods.recipes {
      let fixed = Set(recipe.options.filter(\.isFixed).map(\.name))
      let tried = MethodCase.all.filter { $0.name == recipe.name }.flatMap(\.refused.keys)
      // The one network option stands for the others.
      #expect(fixed.subtracting(tried).subtracting(["network_options"]).isEmpty, "\(recipe.name)")
    }
  }

  @Test(arguments: WrongMethod.allCases)
  func theContractCatchesAWrongMethod(wrong: WrongMethod) throws {
    let contract = MethodContract(
      method: wrong, goesOnInParts: true,
      changed: [try WrongMethod.sound(["rate": .number(2e-3)])],
      refused: [try WrongMethod.sound(["network": .text("linear")])])
    #expect(try !contract.violations().isEmpty)
  }

  @Test func theContractTakesTheSoundMethodThatTheWrongOnesAreMadeOf() throws {
    let contract = MethodContract(
      method: try WrongMethod.sound(), goesOnInParts: true,
      changed: [try WrongMethod.sound(["rate": .number(2e-3)])],
      refused: [try WrongMethod.sound(["network": .text("linear")])])
    #expect(try contract.violations() == [])
  }

  @Test(arguments: Catalogue<any Method>.methods.recipes.map(\.name))
  func optionsOutOfRangeAreNamed(name: String) throws {
    let recipe = try Catalogue.methods.recipe(named: name)
    #expect(OptionContract.violations(of: recipe) == [])
  }
}
