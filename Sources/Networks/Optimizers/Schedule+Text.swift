import Recipes
import Tensors

extension Schedule {
  private static let forms =
    "\"constant\", \"multi_step 60 120 factor 0.1\", \"cosine\" or \"warm_up 5 cosine\""

  /// A schedule as `description` writes it. Milestones below 1 are shares of the training; `factor`
  /// (0.1), the length of a cosine (the whole training) and its `floor` (0) may be left out.
  /// - Throws: a `Failure` that shows the forms.
  public init(_ text: String) throws {
    let words = text.split { $0 == " " || $0 == "," }.prefix(1000).map(String.init)
    guard let schedule = Schedule(words: words[...], afterWarmUp: false) else {
      throw Failure(
        "schedule", "not understood", expected: Schedule.forms, got: "\"\(text.prefix(80))\"")
    }
    self = schedule
  }

  private init?(words: ArraySlice<String>, afterWarmUp: Bool) {
    var rest = words.dropFirst()
    switch words.first {
    case "constant":
      self = .constant
    case "multi_step":
      let milestones = Schedule.numbers(&rest) { $0 > 0 && $0 <= 1e9 }
      guard let last = milestones.last, milestones == milestones.sorted(),
        // Shares and numbers of steps cannot be put into one order.
        (milestones[0] < 1) == (last < 1),
        let factor = Schedule.value("factor", 0.1, &rest, { $0 > 0 && $0 <= 1 })
      else { return nil }
      self = .multiStep(milestones: milestones, factor: factor)
    case "cosine":
      let lengths = Schedule.numbers(&rest) { $0 >= 1 && $0 <= 1e9 && $0 == $0.rounded() }
      guard lengths.count <= 1, let floor = Schedule.value("floor", 0, &rest, { 0...1 ~= $0 })
      else { return nil }
      self = .cosine(total: lengths.first.map { Int($0) }, floor: floor)
    case "warm_up":
      guard !afterWarmUp, let steps = rest.popFirst().flatMap({ Int($0) }),
        1...1_000_000_000 ~= steps,
        let then = Schedule(words: rest.isEmpty ? ["constant"] : rest, afterWarmUp: true)
      else { return nil }
      self = .warmUp(steps: steps, then: then)
      return
    default:
      return nil
    }
    guard rest.isEmpty else { return nil }
  }

  /// Takes the numbers at the front.
  private static func numbers(
    _ words: inout ArraySlice<String>, _ accepts: (Double) -> Bool
  ) -> [Double] {
    var numbers: [Double] = []
    while let number = words.first.flatMap({ Double($0) }), accepts(number) {
      numbers.append(number)
      words.removeFirst()
    }
    return numbers
  }

  /// Takes `name` and its number from the front; the default where the name is not there, nil where
  /// the number is missing or wrong.
  private static func value(
    _ name: String, _ standard: Double, _ words: inout ArraySlice<String>,
    _ accepts: (Double) -> Bool
  ) -> Double? {
    guard words.first == name else { return standard }
    words.removeFirst()
    guard let number = words.popFirst().flatMap({ Double($0) }), accepts(number) else { return nil }
    return number
  }
}

extension Schedule: OptionType {
  public static var expectation: String { forms }
  public init?(option value: OptionValue) {
    guard case .text(let text) = value, let schedule = try? Schedule(text) else { return nil }
    self = schedule
  }
  public var optionValue: OptionValue { .text(description) }
}

extension Option where Value == Schedule {
  /// How the rate changes.
  public init(_ name: String, _ value: Schedule, _ summary: String) {
    self.init(
      name, default: value, summary, expectation: Schedule.expectation, fixed: false
    ) { _ in true }
  }
}
