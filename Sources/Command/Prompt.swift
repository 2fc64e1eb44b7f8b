/// The text before the cursor: `In [3]: ` for a cell's first line, dots as wide for the others.
struct Prompt: Equatable {
  /// What is to be read on the screen.
  let text: String
  /// Whether it is coloured.
  let style: Style

  /// The prompt of the first line of cell `number`.
  static func cell(_ number: Int, style: Style) -> Prompt {
    Prompt(text: "In [\(number)]: ", style: style)
  }

  /// The prompt of the further lines of cell `number`: colons stand under each other.
  static func continuation(_ number: Int, style: Style) -> Prompt {
    let width = Prompt.cell(number, style: style).text.count
    return Prompt(
      text: String(repeating: " ", count: max(0, width - 5)) + "...: ", style: style)
  }

  /// An entry without the prompts that came with it from a page or a screen; lines that show a result
  /// are left out. What has no prompt at its beginning stays as it is.
  static func stripped(_ entry: String) -> String {
    guard entry.prefixMatch(of: #/\s*In \[\d+\]: /#) != nil else { return entry }
    return entry.split(separator: "\n", omittingEmptySubsequences: false).filter {
      $0.prefixMatch(of: #/\s*Out\[\d+\]: /#) == nil
    }.map { $0.trimmingPrefix(#/\s*(In \[\d+\]|\.\.\.): /#) }.joined(separator: "\n")
  }

  /// As libedit wants it: what takes no room on the screen stands between two bytes 1.
  var marked: String {
    guard style.isColoured else { return text }
    // The last two characters stay outside: libedit forbids a mark at the very end.
    let body = text.dropLast(2)
    return "\u{1}\u{1B}[32m\u{1}\(body)\u{1}\u{1B}[0m\u{1}\(text.suffix(2))"
  }
}
