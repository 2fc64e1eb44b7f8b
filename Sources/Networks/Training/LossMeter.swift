/// Means of loss terms over the steps of an epoch.
package struct LossMeter {
  private var names: [String] = []
  private var sums: [Double] = []
  private var steps = 0

  package init() {}

  package mutating func add(_ terms: [LossTerm]) {
    if names.isEmpty {
      names = terms.map(\.name)
      sums = Array(repeating: 0, count: terms.count)
    }
    for (index, term) in terms.enumerated() { sums[index] += term.value }
    steps += 1
  }

  package var means: [LossTerm] { zip(names, sums).map { LossTerm($0, $1 / Double(steps)) } }
  package var total: Double? { steps == 0 ? nil : sums.first.map { $0 / Double(steps) } }
}
