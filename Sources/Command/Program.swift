import CEditBridge
import FoundationEssentials
import LuaHost

/// What the command line asks for: code, a script, standard input, the prompt.
struct Program {
  let options: Options
  let environment: [String: String]
  private let console: Console

  init(_ options: Options, environment: [String: String]) {
    self.options = options
    self.environment = environment
    console = Console(environment: environment)
  }

  func run() -> ExitStatus {
    defer { console.flush() }
    do {
      let home = Home.locate(environment: environment)
      let workbench = try Workbench(
        console: console, home: home, environment: environment, seed: options.seed)
      let sources = try Source.all(of: options, inputIsTerminal: terminal_is_input())
      try workbench.addModuleFolders(sources.compactMap(\.folder))
      let status = run(sources, workbench)
      guard wantsPrompt(after: sources) else { return status }
      return try prompt(workbench)
    } catch let error as Source.Unreadable {
      console.writeError("crescent: \(error)")
      return .usage
    } catch {
      console.writeError("crescent: \(error)")
      return .luaError
    }
  }

  /// Runs one after the other, up to the first error.
  private func run(_ sources: [Source], _ workbench: Workbench) -> ExitStatus {
    for source in sources {
      do {
        try workbench.run(source)
      } catch {
        let text = ErrorText(error)
        console.writeError(text.text(style: console.errorStyle))
        return text.isInterrupt ? .interrupted : .luaError
      }
    }
    return .fine
  }

  private func wantsPrompt(after sources: [Source]) -> Bool {
    terminal_is_input() && (options.isInteractive || sources.isEmpty)
  }

  private func prompt(_ workbench: Workbench) throws -> ExitStatus {
    let cells = try Cells(workbench)
    let tab = TabKey(state: workbench.state)
    guard let editor = EditLineEditor(completer: { tab.answer(lines: $0, cursor: $1) }) else {
      console.writeError("crescent: this terminal cannot be edited on")
      return .usage
    }
    let history = History.path(environment: environment).map { History(path: $0) }
    var repl = Repl(workbench: workbench, cells: cells, editor: editor, history: history)
    repl.greet()
    if !options.skipsInit { _ = run(initFile().map { [$0] } ?? [], workbench) }
    return repl.run()
  }

  /// `$XDG_CONFIG_HOME/crescent/init.lua`, where there is one. Only the prompt reads it: a script
  /// must give the same on every machine.
  private func initFile() -> Source? {
    let configured = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let folder = configured ?? environment["HOME"].map { $0 + "/.config" }
    let path = folder.map { $0 + "/crescent/init.lua" }
    return path.flatMap { FileManager.default.fileExists(atPath: $0) ? try? Source(path: $0) : nil }
  }
}
