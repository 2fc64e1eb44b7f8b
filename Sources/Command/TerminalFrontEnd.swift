import ActiveLearning
import CEditBridge
import Notebook

/// The terminal as a notebook's front end: text to standard output, news and progress to standard error.
final class TerminalFrontEnd: FrontEnd {
  let console: Console
  let progress: ProgressLine
  private let terminal: Terminal

  init(console: Console, environment: [String: String]) {
    self.console = console
    progress = ProgressLine(console: console)
    terminal = Terminal(environment: environment, isTerminal: console.isTerminal)
  }

  var screen: Screen { Screen(terminal: terminal, width: console.width, cells: .terminal) }

  func receive(_ event: Event) {
    switch event {
    case .text(let text): console.write(text)
    case .notice(let line): console.writeError(line)
    case .display(let output): console.write(output.text + "\n")
    case .progress(let step):
      progress.report(
        stage: step.stage, epoch: step.epoch, epochs: step.epochs, step: step.step,
        steps: step.steps, values: step.loss.map { [("loss", $0)] } ?? [])
    }
  }

  /// Shows what a cell gave, or its error.
  func show(_ cell: Cell) {
    progress.finish()
    if let error = cell.error { show(error) }
    if let result = cell.result {
      let separator = result.text.contains("\n") && !result.text.hasPrefix("{") ? "\n" : " "
      console.writeLine(
        console.style.result(Cell.label(cell.number)) + separator + result.text)
    }
    if cell.elapsed > TerminalFrontEnd.notable {
      console.writeLine(console.style.dim("(\(Elapsed.text(cell.elapsed)))"))
    }
    console.flush()
  }

  /// Shows an error: its line, then where it came from.
  func show(_ error: CellError) {
    progress.finish()
    let style = console.errorStyle
    console.writeError(
      ([style.error(error.message)] + error.frames.map(style.dim)).joined(separator: "\n"))
  }

  /// Cells that took longer say how long.
  private static let notable = Duration.seconds(1)
}

extension TextCells {
  /// Columns on the user's terminal.
  static let terminal = TextCells { Int(terminal_cells($0.value)) }
}
