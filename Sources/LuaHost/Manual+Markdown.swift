extension Manual {
  /// The whole reference manual as Markdown; the same modules give the same text.
  public var markdown: String {
    modules.map(section).joined(separator: "\n")
  }

  /// The reference manual of these modules.
  public static func markdown(_ modules: [Module]) -> String { Manual(modules).markdown }

  private func section(_ module: Module) -> String {
    var text = "## \(module.isGlobal ? module.name : "`\(module.name)`")\n\n\(module.summary)\n"
    text += details(returns: "", notes: module.notes, source: "", examples: module.examples)
    for function in module.functions {
      text += "\n" + section(function, path: module.path(of: function.name), level: "###")
    }
    if !module.constants.isEmpty {
      text += "\n| constant | |\n|---|---|\n"
      for constant in module.constants {
        text += "| `\(module.path(of: constant.name))` | \(cell(constant.summary)) |\n"
      }
    }
    for type in module.types { text += "\n" + section(type) }
    return text
  }

  private func section(_ type: TypeDeclaration) -> String {
    var text = "### Type `\(type.name)`\n\n\(type.summary)\n"
    text += details(returns: "", notes: type.notes, source: type.source, examples: type.examples)
    if !type.properties.isEmpty {
      text += "\n| property | kind | |\n|---|---|---|\n"
      for property in type.properties {
        text +=
          "| `.\(property.name)` | \(cell(property.kindAndAccess)) | \(cell(property.summary)) |\n"
      }
    }
    if !type.operators.isEmpty {
      text += "\n| operator | |\n|---|---|\n"
      for entry in type.operators { text += "| `\(entry.notation)` | \(cell(entry.summary)) |\n" }
    }
    for method in type.methods {
      text += "\n" + section(method, path: "\(type.name):\(method.name)", level: "####")
    }
    return text
  }

  private func section(_ function: Function, path: String, level: String) -> String {
    var text = "\(level) `\(function.signature(path))`\n\n\(function.summary)\n"
    if !function.parameters.isEmpty {
      let title = function.convention == .options ? "option" : "argument"
      text += "\n| \(title) | kind | default | |\n|---|---|---|---|\n"
      for parameter in function.parameters {
        let fallback =
          parameter.isRequired ? "required" : parameter.fallbackText.map { "`\($0)`" } ?? ""
        text +=
          "| `\(parameter.name)` | \(cell(parameter.kind)) | \(fallback) | \(cell(parameter.summary)) |\n"
      }
    }
    return text
      + details(
        returns: function.returns, notes: function.notes, source: function.source,
        examples: function.examples)
  }

  private func details(
    returns: String, notes: String, source: String, examples: [String]
  ) -> String {
    var text = ""
    if !returns.isEmpty { text += "\nReturns \(returns).\n" }
    if !notes.isEmpty { text += "\n\(notes)\n" }
    if !source.isEmpty { text += "\nSource: \(source).\n" }
    if !examples.isEmpty { text += "\n```lua\n\(examples.joined(separator: "\n"))\n```\n" }
    return text
  }

  /// Text within a table cell.
  private func cell(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
