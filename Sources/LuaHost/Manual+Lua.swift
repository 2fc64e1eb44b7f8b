extension Manual {
  /// What is declared, as a Lua table without prose: for programs that go through all of it.
  ///
  ///     return { functions = { { path = , convention = , parameters = { … } }, … }, types = { … } }
  public var lua: String {
    let functions = modules.flatMap { module in
      module.functions.map { entry($0, path: module.path(of: $0.name)) }
    }
    let types = modules.flatMap(\.types).map(entry)
    return
      "return {\n  functions = {\n\(lines(functions))  },\n  types = {\n\(lines(types))  },\n}\n"
  }

  private func entry(_ function: Function, path: String) -> String {
    let parameters = function.parameters.map { parameter in
      "{ name = \(quoted(parameter.name)), kind = \(quoted(parameter.kind)), "
        + "choices = \(list(parameter.choices.map(quoted))), "
        + "required = \(parameter.isRequired), leading = \(parameter.isLeading) }"
    }
    return "{ path = \(quoted(path)), convention = \(quoted("\(function.convention)")), "
      + "parameters = \(list(parameters)) }"
  }

  private func entry(_ type: TypeDeclaration) -> String {
    let properties = type.properties.map { property in
      "{ name = \(quoted(property.name)), kind = \(quoted(property.kind)), "
        + "choices = \(list(property.choices.map(quoted))), writable = \(property.isWritable) }"
    }
    let methods = type.methods.map { entry($0, path: "\(type.name):\($0.name)") }
    return "{ name = \(quoted(type.name)), methods = \(list(methods)), "
      + "properties = \(list(properties)), "
      + "operators = \(list(type.operators.map { quoted($0.notation) })) }"
  }

  private func lines(_ entries: [String]) -> String {
    entries.map { "    \($0),\n" }.joined()
  }

  private func list(_ entries: [String]) -> String {
    entries.isEmpty ? "{}" : "{ \(entries.joined(separator: ", ")) }"
  }

  /// A string as Lua source.
  private func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case _ where scalar.value < 32: "\\u{\(String(scalar.value, radix: 16))}"
      default: String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }
}
