import Foundation
import LuaHost

/// The cells of one notebook, in the one order in which they ran: each is compiled once, run once, and kept
/// for Lua as `In[n]`, `Out[n]` and `_`.
public final class Cells {
  /// The number of the next cell.
  public private(set) var next = 1
  /// Told of each cell when it is over.
  public var journal: (any Journal)?

  private let workbench: Workbench
  private let inputs: LuaTable
  private let outputs: LuaTable

  /// The cells of a workbench; one for each.
  /// - Throws: where Lua has no memory for their tables.
  public init(_ workbench: Workbench) throws {
    self.workbench = workbench
    inputs = try workbench.state.table([])
    outputs = try workbench.state.table([])
    try workbench.state.setGlobal("In", inputs)
    try workbench.state.setGlobal("Out", outputs)
  }

  /// Runs the next cell. What it writes and shows goes to the front end while it runs; what it gave, or its
  /// error, is in the cell.
  @discardableResult
  public func run(_ source: String) -> Cell {
    let number = next
    next += 1
    try? inputs.set(number, source)
    let began = Date()
    let clock = ContinuousClock()
    let start = clock.now
    workbench.record()
    var values: [Value] = []
    var showing = Cell.Showing.nothing
    var shown: Output?
    let outcome = Result {
      try workbench.during("In[\(number)]") {
        let given = try workbench.state.loadCell(source, chunk: "=In[\(number)]").call([])
        let assigned = given.isEmpty ? assignedValue(source) : nil
        values = assigned.map { [$0] } ?? given
        keep(values, number)
        if !values.isEmpty, !isSilenced(source) { showing = assigned == nil ? .whole : .brief }
        // Within the run: a table's own `__tostring` can be stopped as well.
        shown = ValueText(state: workbench.state, screen: workbench.frontEnd.screen)
          .output(values, showing, label: Cell.label(number))
      }
    }
    let elapsed = clock.now - start
    var error: CellError?
    if case .failure(let reason) = outcome { error = CellError(reason) }
    var outputs = workbench.recorded()
    if let shown { outputs.append(.result(shown)) }
    let cell = Cell(
      number: number, source: source,
      status: error.map { $0.isInterrupt ? .interrupted : .failed } ?? .fine, values: values,
      showing: showing, outputs: outputs, error: error, began: began, elapsed: elapsed)
    journal?.record(cell)
    return cell
  }

  /// Keeps the first value; nil is no result, so that `_` still has the one before.
  private func keep(_ values: [Value], _ number: Int) {
    guard let first = values.first, !first.isNil else { return }
    try? outputs.set(number, first)
    try? workbench.state.setGlobal("_", first)
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
}
