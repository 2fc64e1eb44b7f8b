import LuaHost

/// Functions that belong to a notebook: they print, and know its cells.
enum Builtins {
  /// - Parameter screen: what can be shown now.
  static func module(_ screen: @escaping () -> Screen) -> Module {
    .globals(
      "prompt", "What helps at the prompt.", functions: [help, who(screen), time])
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

  private static func who(_ screen: @escaping () -> Screen) -> Function {
    Function(
      "who", "Lists your variables: the globals that you made, with their values.", usage: "who()",
      examples: ["who()"]
    ) { call in
      let variables = try call.state.variables().filter { $0.name != "arg" }
      guard !variables.isEmpty else {
        call.state.output("no variables yet\n")
        return Value.several([])
      }
      let screen = screen()
      let text = ValueText(state: call.state, screen: screen)
      let column = (variables.map { screen.cells.width(of: $0.name) }.max() ?? 0) + 2
      for variable in variables {
        let value = text.brief(variable.value, width: max(20, screen.width - column - 1))
        call.state.output(screen.cells.pad(variable.name, to: column) + value + "\n")
      }
      return Value.several([])
    }
  }

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
