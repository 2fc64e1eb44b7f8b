import ActiveLearning
import Foundation
import Tensors
import Testing

private let recipe = Recipe<String>(
  "soup", "Hot.", source: "grandmother",
  Option<Double>("salt", positive: 0.5, "spoons"), Option<Int>("plates", 4, in: 1...8, "guests"),
  Option<String>("kind", "leek", of: ["leek", "pea"], "which")
) { (salt: Double, plates: Int, kind: String) in "\(plates) plates of \(kind), \(salt) salt" }

@Test func defaultsFillWhatIsNotChosen() throws {
  #expect(try Configuration(recipe).product == "4 plates of leek, 0.5 salt")
  let chosen = try Configuration(recipe, ["plates": .integer(2), "salt": .integer(1)])
  #expect(chosen.product == "2 plates of leek, 1.0 salt")
}

@Test func unknownOptionListsTheKnownOnesAndTheNearest() {
  #expect {
    try Configuration(recipe, ["plate": .integer(2)])
  } throws: {
    "\($0)" == "soup: no option \"plate\", did you mean \"plates\"? "
      + "(expected salt, plates, kind)"
  }
}

@Test(
  arguments: [
    ("salt", OptionValue.number(0), "a number greater than 0, got 0.0"),
    ("salt", .text("much"), "a number greater than 0, got \"much\""),
    ("plates", .integer(9), "a whole number from 1 to 8, got 9"),
    ("plates", .number(2.5), "a whole number from 1 to 8, got 2.5"),
    ("kind", .text("fish"), "\"leek\" or \"pea\", got \"fish\""),
  ])
func optionOutOfRangeSaysWhatIsExpected(name: String, value: OptionValue, end: String) {
  #expect {
    try Configuration(recipe, [name: value])
  } throws: { "\($0)".hasPrefix("soup: \(name): ") && "\($0)".hasSuffix("(expected \(end))") }
}

@Test func aRefusedChangeChangesNothing() throws {
  var soup = try Configuration(recipe)
  #expect(throws: Failure.self) { try soup.set("plates", to: .integer(0)) }
  #expect(soup.product == "4 plates of leek, 0.5 salt")
  try soup.set("plates", to: .integer(8))
  #expect(soup.product == "8 plates of leek, 0.5 salt")
  #expect(soup.description == "soup{ plates = 8 }")
}

@Test func optionsSurviveAFile() throws {
  let values: [String: OptionValue] = [
    "a": .number(0.1), "b": .integer(3), "c": .boolean(true), "d": .text("x"), "e": .none,
    "f": .number(1), "g": .number(-0.0), "h": .number(.infinity), "i": .text("inf"),
    "j": .number(1e18), "k": .integer(.max), "l": .text("1"),
    "m": .table(["number": .text("2"), "inner": .table(["options": .number(1)])]),
    "n": .table([:]),
  ]
  let data = try JSONEncoder().encode(values)
  let read = try JSONDecoder().decode([String: OptionValue].self, from: data)
  #expect(read == values)
  // Equality does not tell 1 from 1.0; the description does.
  #expect(read.mapValues(\.description) == values.mapValues(\.description))
}

@Test func catalogueNamesTheNearest() {
  #expect {
    try Catalogue.strategies.recipe(named: "entropi")
  } throws: { "\($0)".contains("no strategy \"entropi\", did you mean \"entropy\"?") }
}

@Test func catalogueDoesNotReplaceABuiltIn() throws {
  var catalogue = Catalogue("soup", [recipe])
  #expect(throws: Failure.self) { try catalogue.add(recipe, replacing: false) }
}

@Test func whatWasSavedBeforeAnOptionExistedGoesOnAsItDidAlsoWithinOtherRecipes() throws {
  let dsac = NamedOptions("dsac", ["k2": .integer(3)])
  #expect(try Catalogue.strategies.configuration(dsac).values["followers"] == .text("kept"))
  #expect(try Catalogue.strategies.configuration(saved: dsac).values["followers"] == .text("anew"))
  let mix = NamedOptions(
    "mix", ["strategies": .list([.recipe(NamedOptions("random")), .recipe(dsac)])])
  guard
    case .list(let parts)? = try Catalogue.strategies.configuration(saved: mix).values["strategies"],
    case .recipe(let inner)? = parts.last
  else {
    Issue.record("no strategies")
    return
  }
  #expect(inner.options["followers"] == .text("anew") && inner.options["k2"] == .integer(3))
}
