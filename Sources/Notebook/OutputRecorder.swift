/// Keeps what a running cell writes and shows, in order; of much text only the beginning.
struct OutputRecorder {
  /// Bytes of text that are kept of one cell.
  static let limit = 1 << 20

  private var outputs: [CellOutput] = []
  /// Text that goes on, and where to: kept apart, so that many short pieces cost no more than one.
  private var pending = ""
  private var stream = TextStream.output
  private var kept = 0

  mutating func add(_ text: String, to stream: TextStream) {
    if stream != self.stream { settle() }
    self.stream = stream
    guard kept <= Self.limit else { return }
    kept += text.utf8.count
    if kept <= Self.limit {
      pending += text
    } else {
      let room = text.utf8.count - (kept - Self.limit)
      pending += String(decoding: text.utf8.prefix(room), as: UTF8.self) + "\n… and more\n"
    }
  }

  mutating func add(_ output: Output) {
    settle()
    outputs.append(.display(output))
  }

  /// All that came.
  mutating func finish() -> [CellOutput] {
    settle()
    return outputs
  }

  private mutating func settle() {
    if !pending.isEmpty { outputs.append(.text(pending, stream)) }
    pending = ""
  }
}
