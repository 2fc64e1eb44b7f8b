import LuaHost

/// What TAB means for the Lua typed so far: names, methods, options, choices; in a string for which
/// there are no choices, files.
struct TabKey {
  let state: State

  /// Completes the last of the lines at a byte offset into it; the lines before it are of the same
  /// cell, and may hold the call that is being written.
  func answer(lines: [String], cursor: Int) -> TabAnswer {
    guard let last = lines.last else { return .nothing }
    let earlier = lines.dropLast().map { $0 + "\n" }.joined()
    let typed = String(decoding: last.utf8.prefix(cursor), as: UTF8.self)
    // `?name` completes as the name does.
    let line = earlier.isEmpty && typed.hasPrefix("?") ? " " + typed.dropFirst() : earlier + typed
    let found = Completion.candidates(for: line, cursor: line.count, in: state)
    if found.candidates.isEmpty, let content = found.openString {
      let names = FileNames.starting(with: content)
      return TabAnswer(
        candidates: names.map { TabAnswer.Candidate(text: $0, summary: "") },
        typed: FileNames.lastPart(content))
    }
    return TabAnswer(
      candidates: found.candidates.map {
        TabAnswer.Candidate(text: $0.text, summary: $0.summary)
      }, typed: String(line.dropFirst(found.start)))
  }
}
