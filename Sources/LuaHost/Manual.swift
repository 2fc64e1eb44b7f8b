/// Help and reference manual, made from the declarations alone.
public struct Manual {
  let modules: [Module]

  /// The manual of these modules.
  public init(_ modules: [Module]) {
    self.modules = modules
  }

  /// Every module with its functions, a line each.
  public var overview: String {
    modules.map { module in
      let names = module.functions.map(\.name) + module.constants.map(\.name)
      return "\(module.name): \(module.summary)\n  \(names.joined(separator: ", "))"
    }.joined(separator: "\n\n")
  }

  /// The help for a module, function, type, method or property by its path: `dataset`, `dataset.load`,
  /// `session`, `session:query`, `session.round`. nil where nothing is declared under it.
  public func help(for path: String) -> String? {
    if let module = modules.first(where: { $0.name == path }) { return help(module) }
    for module in modules {
      if let function = module.functions.first(where: { module.path(of: $0.name) == path }) {
        return help(function, path: path)
      }
      if let constant = module.constants.first(where: { module.path(of: $0.name) == path }) {
        return "\(path)\n  \(constant.summary)"
      }
    }
    for type in modules.flatMap(\.types) {
      if type.name == path { return help(type) }
      for method in type.methods
      where ["\(type.name):\(method.name)", "\(type.name).\(method.name)"].contains(path) {
        return help(method, path: "\(type.name):\(method.name)")
      }
      for property in type.properties where "\(type.name).\(property.name)" == path {
        return help(property, of: type)
      }
    }
    return nil
  }

  /// Every path that has help.
  public var paths: [String] {
    var paths: [String] = []
    for module in modules {
      if !module.isGlobal { paths.append(module.name) }
      paths += module.functions.map { module.path(of: $0.name) }
      paths += module.constants.map { module.path(of: $0.name) }
      for type in module.types {
        paths.append(type.name)
        paths += type.methods.map { "\(type.name):\($0.name)" }
        paths += type.properties.map { "\(type.name).\($0.name)" }
      }
    }
    return paths
  }

  func help(_ function: Function, path: String) -> String {
    var lines = [function.signature(path), "  " + function.summary]
    if !function.parameters.isEmpty {
      lines.append("")
      lines += Self.aligned(function.parameters.map { [$0.name, $0.kindAndDefault, $0.summary] })
    }
    lines += Self.tail(
      returns: function.returns, notes: function.notes, examples: function.examples,
      source: function.source)
    return lines.joined(separator: "\n")
  }

  func help(_ type: TypeDeclaration) -> String {
    var lines = [type.name, "  " + type.summary]
    let properties = type.properties.map { property in
      [".\(property.name)", property.kindAndAccess, property.summary]
    }
    let methods = type.methods.map { [$0.signature(":\($0.name)"), $0.summary] }
    for section in [properties, methods, type.operators.map { [$0.notation, $0.summary] }]
    where !section.isEmpty {
      lines.append("")
      lines += Self.aligned(section)
    }
    lines += Self.tail(
      returns: "", notes: type.notes, examples: type.examples, source: type.source)
    return lines.joined(separator: "\n")
  }

  func help(_ module: Module) -> String {
    var lines = [module.name, "  " + module.summary]
    let functions = module.functions.map { [$0.signature(module.path(of: $0.name)), $0.summary] }
    let constants = module.constants.map { [module.path(of: $0.name), $0.summary] }
    for section in [functions, constants, module.types.map { [$0.name, $0.summary] }]
    where !section.isEmpty {
      lines.append("")
      lines += Self.aligned(section)
    }
    lines += Self.tail(returns: "", notes: module.notes, examples: module.examples, source: "")
    return lines.joined(separator: "\n")
  }

  func help(_ property: Property, of type: TypeDeclaration) -> String {
    let kind = property.kindAndAccess
    return "\(type.name).\(property.name)\(kind.isEmpty ? "" : ": \(kind)")\n  \(property.summary)"
  }

  private static func tail(
    returns: String, notes: String, examples: [String], source: String
  ) -> [String] {
    var lines: [String] = []
    if !returns.isEmpty { lines += ["", "  Returns \(returns)"] }
    if !notes.isEmpty {
      lines.append("")
      lines += notes.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
    }
    if !source.isEmpty { lines += ["", "  Source: \(source)"] }
    if !examples.isEmpty {
      lines += ["", examples.count == 1 ? "  Example:" : "  Examples:"]
      lines += examples.flatMap { $0.split(separator: "\n").map { "    " + $0 } }
    }
    return lines
  }

  /// Columns under each other, indented by two.
  private static func aligned(_ rows: [[String]]) -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, text in
        column == row.count - 1
          ? text : text + String(repeating: " ", count: widths[column] - text.count)
      }
      return "  " + cells.joined(separator: "  ")
    }
  }
}

extension Parameter {
  /// Kind, and what holds when it is left out: `number, default 0.1`.
  var kindAndDefault: String {
    if isRequired { return "\(kind), required" }
    return fallbackText.map { "\(kind), default \($0)" } ?? kind
  }

  /// The default as Lua writes it; nil where there is none or it has no short form.
  public var fallbackText: String? {
    switch fallback {
    case .boolean(let flag): "\(flag)"
    case .integer(let number): "\(number)"
    case .number(let number): Number.text(number)
    case .string(let text): "\"\(text)\""
    case .list(let values) where values.isEmpty: "{}"
    case .sequence(count: 0, _): "{}"
    default: nil
    }
  }
}

extension Property {
  /// Kind, and whether it can be assigned: `number, assignable`.
  var kindAndAccess: String {
    let access = isWritable ? "assignable" : ""
    return [kind, access].filter { !$0.isEmpty }.joined(separator: ", ")
  }
}
