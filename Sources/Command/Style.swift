/// Colours, where a terminal shows them.
struct Style: Equatable {
  /// Whether escape sequences may be written.
  let isColoured: Bool

  static let plain = Style(isColoured: false)

  /// Colours on a terminal, unless `NO_COLOR` is set or the terminal is a dumb one.
  static func detect(isTerminal: Bool, environment: [String: String]) -> Style {
    let refused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    let terminal = environment["TERM"] ?? "dumb"
    return Style(isColoured: isTerminal && !refused && terminal != "dumb" && terminal != "")
  }

  /// What is beside the point: times, hints.
  func dim(_ text: String) -> String { wrap(text, "2") }
  /// A cell's result.
  func result(_ text: String) -> String { wrap(text, "36") }
  /// What went wrong.
  func error(_ text: String) -> String { wrap(text, "31") }
  /// The part of a bar that is done.
  func done(_ text: String) -> String { wrap(text, "32") }

  private func wrap(_ text: String, _ code: String) -> String {
    isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
