/// Means of loss terms over the steps of an epoch that had them: not every step has every term.
package struct LossMeter {
  private var sums: [(name: String, value: Double, steps: Int)] = []

  package init() {}

  package mutating func add(_ terms: [LossTerm]) {
    for term in terms {
      if let place = sums.firstIndex(where: { $0.name == term.name }) {
        sums[place].value += term.value
        sums[place].steps += 1
      } else {
        sums.append((term.name, term.value, 1))
      }
    }
  }

  package var means: [LossTerm] { sums.map { LossTerm($0.name, $0.value / Double($0.steps)) } }
  package var total: Double? { means.first?.value }
}
