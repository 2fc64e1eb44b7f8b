import LuaHost

/// Functions that belong to the prompt: they print, and know its cells.
enum Builtins {
  /// - Parameter known: globals that the user did not make.
  static func module(console: Console, known: Set<String>) -> Module {
    .globals(
      "prompt", "What helps at the prompt.",
      functions: [help, who(console: console, known: known), time])
  }

  private static var help: Function {
    Function(
      "help", "Shows what a function, module, object or name is for.", usage: "help(x?)",
      notes: "At the prompt `?x` does the same.",
      examples: ["help()", "help(who)", "help \"sorted\""]
    ) { call in
      let state = call.state
      let text =
        switch call.arguments.first {
        case nil: state.manual.overview
        case .string(let name)?: try state.help(for: name)
        case .some(let value): state.help(for: value)
        }
      state.output(text + "\n")
      return Value.several([])
    }
  }

  private static func who(console: Console, known: Set<String>) -> Function {
    Function(
      "who", "Lists your variables: the globals that you made, with their values.", usage: "who()",
      examples: ["who()"]
    ) { call in
      let fields = try call.state.globals.fields()
      let names = fields.keys.filter { !known.contains($0) && !hidden.contains($0) }.sorted()
      guard !names.isEmpty else {
        call.state.output("no variables yet\n")
        return Value.several([])
      }
      let column = (names.map(Columns.cells).max() ?? 0) + 2
      for name in names {
        let value = Brief.text(
          fields[name] ?? .nil, in: call.state, width: max(20, console.width - column - 1))
        call.state.output(Columns.pad(name, to: column) + value + "\n")
      }
      return Value.several([])
    }
  }

  /// What the prompt itself keeps, and `who` and `help`.
  private static let hidden: Set<String> = ["In", "Out", "_", "arg", "help", "who", "time"]

  private static var time: Function {
    Function(
      "time", "Calls a function, says how long it took, and returns what it returned.",
      usage: "time(f, …)", returns: "the results of `f`",
      examples: ["time(function() for i = 1, 1e6 do end end)"]
    ) { call in
      guard case .function(let function)? = call.arguments.first else {
        throw HostError(
          "time", "'f' is of the wrong kind", expected: "function",
          got: (call.arguments.first ?? .nil).kindDescription)
      }
      let clock = ContinuousClock()
      let began = clock.now
      let results = try function.call(Array(call.arguments.dropFirst()))
      call.state.output("time: \(Elapsed.text(clock.now - began))\n")
      return Value.several(results)
    }
  }
}
