import Notebook

/// What TAB does: insert what is certain, or else show what is possible.
struct TabAnswer: Equatable {
  /// A word that may stand at the cursor.
  struct Candidate: Equatable {
    let text: String
    /// One sentence about it; empty where there is none.
    let summary: String
  }

  /// What goes in at the cursor; `nil` when nothing is certain.
  let insertion: String?
  /// The words to choose from.
  let choices: [Candidate]

  static let nothing = TabAnswer(insertion: nil, choices: [])

  /// So many words are shown with what they are for; more only by name.
  private static let explained = 16

  /// - Parameters:
  ///   - candidates: whole words that may stand where `typed` stands.
  ///   - typed: the part of the word left of the cursor.
  init(candidates: [Candidate], typed: String) {
    let fitting = candidates.filter { $0.text.hasPrefix(typed) }
    guard let first = fitting.first else {
      self = .nothing
      return
    }
    let common = fitting.dropFirst().reduce(first.text) { $0.commonPrefix(with: $1.text) }
    let rest = String(common.dropFirst(typed.count))
    self.init(insertion: rest.isEmpty ? nil : rest, choices: fitting.count > 1 ? fitting : [])
  }

  private init(insertion: String?, choices: [Candidate]) {
    self.insertion = insertion
    self.choices = choices
  }

  /// The choices as they are listed below the line.
  func listing(width: Int) -> String {
    let names = choices.map { $0.text.trimming { " =".contains($0) } }
    guard choices.count <= TabAnswer.explained, choices.contains(where: { !$0.summary.isEmpty })
    else { return Columns(width: width).lay(out: names) }
    let column = (names.map(Columns.cells).max() ?? 0) + 2
    return zip(names, choices).map { name, choice in
      Columns.cut(Columns.pad(name, to: column) + choice.summary, to: width)
    }.joined(separator: "\n")
  }
}

extension String {
  /// The characters with which both begin.
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}
