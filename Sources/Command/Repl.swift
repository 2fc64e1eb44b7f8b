import Notebook

/// The prompt: asks for cells, runs them, until Ctrl-D.
struct Repl {
  let workbench: Workbench
  let terminal: TerminalFrontEnd
  let cells: Cells
  let editor: any LineEditor
  var history: History?

  /// Earlier entries that arrow-up reaches.
  private static let recalled = 2000

  private var console: Console { terminal.console }

  /// Two lines, seen once.
  func greet() {
    guard console.isTerminal else { return }
    console.writeLine("Crescent \(Version.text), deep active learning with Lua 5.4")
    console.writeLine(
      console.style.dim("help() for help, ?name for one thing, TAB completes, Ctrl-D leaves"))
    console.flush()
  }

  mutating func run() -> ExitStatus {
    for entry in history?.load(limit: Repl.recalled) ?? [] { editor.remember(entry) }
    complain()
    let reader = EntryReader(editor: editor, style: console.style) { [workbench] in
      workbench.isIncomplete($0)
    }
    var isWarned = false
    while true {
      switch reader.next(cells.next) {
      case .end:
        let labels = workbench.unsavedLabels
        if labels == 0 || isWarned { return .fine }
        isWarned = true
        warn(of: labels)
      case .interrupted: continue
      case .leave: return .fine
      case .line(let entry):
        isWarned = false
        answer(entry)
      }
    }
  }

  /// Labels are the user's work: leaving without them takes a second Ctrl-D.
  private func warn(of labels: Int) {
    let what = labels == 1 ? "1 label of yours is" : "\(labels) labels of yours are"
    console.writeError(
      console.errorStyle.error(
        "\(what) not saved yet: s:save \"FOLDER\" keeps them, Ctrl-D again leaves"))
  }

  private mutating func answer(_ entry: String) {
    switch CellInput(entry) {
    case .blank: return
    case .help(let name):
      explain(name)
    case .lua(let source):
      // Kept before it runs: what ends the program is the entry one wants back.
      remember(entry)
      terminal.show(cells.run(source))
      return
    }
    remember(entry)
  }

  private func explain(_ name: String) {
    do {
      console.writeLine(try workbench.help(for: name))
    } catch {
      terminal.show(CellError(error))
    }
    console.flush()
  }

  private mutating func remember(_ entry: String) {
    editor.remember(entry)
    let before = history?.complaint
    history?.append(entry)
    if before == nil { complain() }
  }

  private func complain() {
    if let complaint = history?.complaint {
      console.writeError(console.errorStyle.dim(complaint))
    }
  }
}
