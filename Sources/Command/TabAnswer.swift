/// What TAB does: insert what is certain, or else show what is possible.
struct TabAnswer: Equatable {
  /// What goes in at the cursor; `nil` when nothing is certain.
  let insertion: String?
  /// The names to choose from.
  let names: [String]

  static let nothing = TabAnswer(insertion: nil, names: [])

  /// - Parameters:
  ///   - candidates: whole words that may stand where `typed` stands.
  ///   - typed: the part of the word left of the cursor.
  init(candidates: [String], typed: String) {
    let fitting = candidates.filter { $0.hasPrefix(typed) }
    guard let first = fitting.first else {
      self = .nothing
      return
    }
    let common = fitting.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
    let rest = String(common.dropFirst(typed.count))
    self.init(insertion: rest.isEmpty ? nil : rest, names: fitting.count > 1 ? fitting : [])
  }

  private init(insertion: String?, names: [String]) {
    self.insertion = insertion
    self.names = names
  }
}

extension String {
  /// The characters with which both begin.
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}
