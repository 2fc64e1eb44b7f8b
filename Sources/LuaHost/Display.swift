/// Shows values, within bounds: what the prompt prints after `Out[n]`.
public struct Display {
  /// Tables within tables that are shown.
  public var depth = 4
  /// Entries of one table that are shown.
  public var items = 60
  /// Characters of one string within a table that are shown.
  public var string = 200
  /// Characters in all, after which tables are cut short.
  public var characters = 20_000
  /// Columns that a table may take before it is broken into lines.
  public var width = 80

  /// The usual limits.
  public init() {}

  /// The value as text: objects as their type displays them, tables with their contents, strings in quotes.
  /// Only a table's own `__tostring` runs code of the user's; an error in it is not passed on.
  public func text(_ value: Value, in state: State) -> String {
    if case .object(let object) = value, let declaration = object.declaration {
      do { return try declaration.display(of: object) } catch {
        return "\(declaration.name): \(state.seen(error))"
      }
    }
    var printer = Printer(limits: self, state: state)
    return printer.text(value, indent: 0, column: 0)
  }

  /// The forms besides text that a value can be shown in, such as an image.
  /// - Throws: what its type throws while it prepares them.
  public static func forms(of value: Value) throws -> [DisplayForm] {
    guard case .object(let object) = value, let inner = object.value else { return [] }
    return try object.declaration?.forms(inner) ?? []
  }

  /// Several results, one under the other.
  public func text(_ values: [Value], in state: State) -> String {
    values.map { text($0, in: state) }.joined(separator: "\n")
  }
}

/// One printing: what was used of the limits, and the tables it is inside of.
private struct Printer {
  let limits: Display
  let state: State
  var used = 0
  var open: [UInt] = []

  init(limits: Display, state: State) {
    self.limits = limits
    self.state = state
  }

  mutating func text(_ value: Value, indent: Int, column: Int) -> String {
    let text =
      switch value {
      case .table(let table): self.table(table, indent: indent, column: column)
      default: scalar(value)
      }
    used += text.count
    return text
  }

  private func scalar(_ value: Value) -> String {
    switch value {
    case .nil: "nil"
    case .boolean(let flag): "\(flag)"
    case .integer(let number): "\(number)"
    case .number(let number): Number.text(number)
    case .string(let string): quoted(string)
    case .bytes(let bytes): "string of \(bytes.count) bytes"
    case .function(let function): self.function(function)
    case .object(let object): objectText(object)
    case .opaque(let reference): reference.typeName
    case .table, .list, .sequence, .record, .several, .declared: value.kindDescription
    }
  }

  private func quoted(_ string: String) -> String {
    var result = "\""
    for character in string.prefix(limits.string) {
      switch character {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default: result.append(character)
      }
    }
    let more = string.count - limits.string
    return result + (more > 0 ? "…\" (\(more) more characters)" : "\"")
  }

  private func function(_ function: LuaFunction) -> String {
    guard let declaration = function.declaration, let path = function.path else {
      return "function"
    }
    return "function " + declaration.signature(path)
  }

  private func objectText(_ object: HostObject) -> String {
    guard let declaration = object.declaration else { return object.typeName }
    do { return try declaration.text(of: object) } catch { return declaration.name }
  }

  private mutating func table(_ table: LuaTable, indent: Int, column: Int) -> String {
    if let module = state.module(of: table) { return "module \(module.name): \(module.summary)" }
    if let metatable = table.metatable, case .function? = try? metatable.get("__tostring"),
      let text = try? state.text(of: .table(table))
    {
      return text
    }
    if open.contains(table.identity) { return "{…the table around it}" }
    if open.count >= limits.depth || used > limits.characters { return "{…}" }
    open.append(table.identity)
    defer { open.removeLast() }
    let entries = Entries(table, limit: limits.items)
    if entries.pairs.isEmpty { return "{}" }
    var parts: [String] = []
    for (key, value) in entries.pairs {
      if used > limits.characters { break }
      let name = key.map(label) ?? ""
      parts.append(name + text(value, indent: indent + 2, column: indent + 2 + name.count))
    }
    let left = entries.count - parts.count
    if left > 0 { parts.append("…\(left) more") }
    return laid(parts, isList: entries.isPlainList, indent: indent, column: column)
  }

  /// On one line where it fits; lists of short things filled into lines; else a line for each.
  private func laid(_ parts: [String], isList: Bool, indent: Int, column: Int) -> String {
    let isFlat = parts.allSatisfy { !$0.contains("\n") }
    let length = parts.reduce(0) { $0 + $1.count + 2 }
    if isFlat, column + length <= limits.width {
      return "{ " + parts.joined(separator: ", ") + " }"
    }
    let margin = String(repeating: " ", count: indent + 2)
    var lines: [String] = []
    for (offset, part) in parts.enumerated() {
      let piece = offset == parts.count - 1 ? part : part + ","
      if isFlat, isList, let last = lines.last, last.count + piece.count + 1 <= limits.width {
        lines[lines.count - 1] = last + " " + piece
      } else {
        lines.append(margin + piece)
      }
    }
    return "{\n" + lines.joined(separator: "\n") + "\n" + String(repeating: " ", count: indent)
      + "}"
  }

  private func label(_ key: Value) -> String {
    if case .string(let name) = key, Lexer.isName(name) { return "\(name) = " }
    return "[\(scalar(key))] = "
  }
}

/// A table's entries in the order they are shown: 1…n without keys, then the others, sorted.
private struct Entries {
  var pairs: [(key: Value?, value: Value)] = []
  /// How many there are in all.
  let count: Int
  let isPlainList: Bool

  init(_ table: LuaTable, limit: Int) {
    let length = table.count
    for index in 0..<min(length, limit) {
      pairs.append((nil, (try? table.get(index + 1)) ?? .nil))
    }
    // Beyond some thousand keys the order is not worth the time; what is shown is a sample anyway.
    let named = (try? table.entries(beyond: length, limit: 10_000)) ?? []
    count = length + named.count
    isPlainList = named.isEmpty
    let ordered = named.sorted { a, b in
      switch (SortKey(a.key), SortKey(b.key)) {
      case (let a?, let b?): a < b
      case (_?, nil): true
      default: false
      }
    }
    pairs += ordered.prefix(max(0, limit - pairs.count)).map { ($0.key, $0.value) }
  }
}
