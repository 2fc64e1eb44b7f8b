import Formats

/// The history as numbers: what curves are drawn over, and a table of it.
extension Session {
  /// What a round of the history has of a quantity; nil where it has none.
  ///
  /// Interactions before a round follow from the rounds before it, also where earlier programs did
  /// not record them.
  public func value(of quantity: RoundQuantity, in round: RoundRecord) -> Double? {
    if let value = quantity.value(of: round) { return value }
    return quantity == .interactions ? Double(state.interactions(before: round.number)) : nil
  }

  /// The history as a table, a row each round and a column each quantity; a cell is empty where the
  /// round has none.
  public var historyTable: String {
    let rows = history.map { round in
      RoundQuantity.allCases.map { quantity in
        value(of: quantity, in: round).map { value in
          quantity.isCount ? "\(Int(value))" : "\(value)"
        } ?? ""
      }
    }
    return ([RoundQuantity.allCases.map(\.name)] + rows)
      .map { $0.map(CSVText.cell).joined(separator: ",") + "\n" }.joined()
  }
}
