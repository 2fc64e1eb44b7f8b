import CEditBridge

/// The line editor on a terminal: libedit with emacs keys, the user's `~/.editrc`, TAB, and pastes
/// that stay one entry.
@safe final class EditLineEditor: LineEditor {
  /// Completes the last of the lines at a byte offset into it.
  typealias Completer = (_ lines: [String], _ cursor: Int) -> TabAnswer

  private var session: OpaquePointer?
  private let completer: Completer
  /// The lines of the cell before the one that is typed.
  private var earlier: [String] = []

  /// - Throws: nothing; `nil` when the terminal cannot be edited on.
  init?(completer: @escaping Completer) {
    self.completer = completer
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    let opened = unsafe edit_open(
      "crescent",
      { context in
        guard let context = unsafe context else { return false }
        return unsafe Unmanaged<EditLineEditor>.fromOpaque(context).takeUnretainedValue().complete()
      }, context)
    guard unsafe opened != nil else { return nil }
    unsafe session = opened
  }

  deinit {
    if let session = unsafe session { unsafe edit_close(session) }
  }

  func read(prompt: Prompt, after earlier: [String]) -> LineInput {
    guard let session = unsafe session else { return .end }
    self.earlier = earlier
    var outcome = edit_ended
    let entered = unsafe prompt.marked.withCString { marked in
      unsafe edit_read(session, marked, &outcome).map { unsafe String(cString: $0) }
    }
    switch outcome {
    case edit_entered:
      let text = entered ?? ""
      return .line(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    case edit_interrupted: return .interrupted
    case edit_left: return .leave
    default: return .end
    }
  }

  func remember(_ entry: String) {
    guard let session = unsafe session else { return }
    unsafe edit_remember(session, entry)
  }

  /// Runs inside libedit, on TAB. True when something was written below the line.
  private func complete() -> Bool {
    guard let session = unsafe session else { return false }
    var length = 0
    var cursor = 0
    guard let bytes = unsafe edit_text(session, &length, &cursor) else { return false }
    let line = unsafe String(
      decoding: UnsafeRawBufferPointer(start: bytes, count: length), as: UTF8.self)
    if startsLine(line, cursor) {
      unsafe edit_insert(session, "  ")
      return false
    }
    let answer = completer(earlier + [line], cursor)
    if let insertion = answer.insertion {
      unsafe edit_insert(session, insertion)
      return false
    }
    guard !answer.choices.isEmpty else { return false }
    unsafe edit_write(session, "\n" + answer.listing(width: Int(terminal_width())) + "\n")
    return true
  }

  /// Whether only blanks stand left of the cursor on its line: there TAB indents.
  private func startsLine(_ text: String, _ cursor: Int) -> Bool {
    let before = text.utf8.prefix(cursor)
    let line = before.lastIndex(of: UInt8(ascii: "\n")).map { before[$0...].dropFirst() } ?? before
    return line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }
}
