import LuaHost

/// The cells of one session, in the one order in which they ran: each is compiled once, run once,
/// shown, and kept for Lua as `In[n]`, `Out[n]` and `_`.
final class Cells {
  private let workbench: Workbench
  private let inputs: LuaTable
  private let outputs: LuaTable
  /// The number of the next cell.
  private(set) var next = 1

  /// Cells that took longer say how long.
  private static let notable = Duration.seconds(1)

  init(_ workbench: Workbench) throws {
    self.workbench = workbench
    let make = "In, Out = {}, {} return In, Out"
    let tables = try workbench.state.load(make, chunk: "=crescent").call([])
    guard case .table(let inputs)? = tables.first, case .table(let outputs)? = tables.last else {
      throw HostError("prompt", "no tables for the cells")
    }
    self.inputs = inputs
    self.outputs = outputs
  }

  /// Runs the next cell and shows its values or its error.
  @discardableResult
  func run(_ source: String) -> Cell {
    let number = next
    next += 1
    try? inputs.set(number, source)
    let clock = ContinuousClock()
    let began = clock.now
    let outcome = Result { try evaluate(source, number) }
    let elapsed = clock.now - began
    workbench.progress.finish()
    let cell = Cell(
      number: number, source: source, status: outcome.status,
      values: (try? outcome.get()) ?? [], elapsed: elapsed)
    switch outcome {
    case .success(let values):
      let assigned = values.isEmpty ? assignedValue(source) : nil
      keep(assigned.map { [$0] } ?? values, number)
      if isSilenced(source) { break }
      if let assigned { showBriefly(assigned, number) }
      if !values.isEmpty { show(values, number) }
    case .failure(let error):
      workbench.console.writeError(ErrorText(error).text(style: workbench.console.errorStyle))
    }
    if elapsed > Cells.notable {
      workbench.console.writeLine(workbench.console.style.dim("(\(Elapsed.text(elapsed)))"))
    }
    workbench.console.flush()
    return cell
  }

  private func evaluate(_ source: String, _ number: Int) throws -> [Value] {
    let function = try workbench.state.loadCell(source, chunk: "=In[\(number)]")
    return try workbench.interrupts.during("In[\(number)]") { try function.call([]) }
  }

  /// Keeps the first value; nil is no result, so that `_` still has the one before.
  private func keep(_ values: [Value], _ number: Int) {
    guard let first = values.first, !first.isNil else { return }
    try? outputs.set(number, first)
    try? workbench.state.globals.set("_", first)
  }

  /// Whether the cell ends with a semicolon. Lua allows one after `return x`, and not two.
  private func isSilenced(_ source: String) -> Bool {
    let state = workbench.state
    func loads(_ text: String) -> Bool { (try? state.load(text, chunk: "=cell")) != nil }
    // What is returned, or assigned: after any other statement Lua allows as many as there are.
    let values = [source, CellInput.assignment(source)?.value ?? source].map { "return \($0)" }
    guard let value = values.first(where: loads) else {
      return source.trimmingBlanks.hasSuffix(";")
    }
    return !loads("\(value)\n;")
  }

  /// What a cell `name = …` has made of the global; nil for any other cell.
  private func assignedValue(_ source: String) -> Value? {
    guard let name = CellInput.assignment(source)?.name,
      let value = try? workbench.state.globals.get(name), !value.isNil
    else { return nil }
    return value
  }

  private func showBriefly(_ value: Value, _ number: Int) {
    let console = workbench.console
    let head = "Out[\(number)]:"
    let text = Brief.text(
      value, in: workbench.state, width: max(20, console.width - head.count - 1))
    console.writeLine(console.style.result(head) + " " + text)
  }

  private func show(_ values: [Value], _ number: Int) {
    let console = workbench.console
    var display = Display()
    display.width = console.width
    let text = values.map { display.text($0, in: workbench.state) }.joined(separator: ", ")
    let separator = text.contains("\n") && !text.hasPrefix("{") ? "\n" : " "
    console.writeLine(console.style.result("Out[\(number)]:") + separator + text)
  }
}

extension Result where Failure == any Error {
  fileprivate var status: Cell.Status {
    switch self {
    case .success: .fine
    case .failure(let error): ErrorText(error).isInterrupt ? .interrupted : .failed
    }
  }
}
