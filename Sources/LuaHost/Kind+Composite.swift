extension Kind {
  /// This kind, or nil.
  public static func optional<Wrapped>(_ kind: Kind<Wrapped>) -> Kind where T == Wrapped? {
    Kind(
      kind.name, choices: kind.choices, isOptional: true,
      write: { $0.map(kind.represent) ?? .nil }
    ) { value in
      if case .nil = value { return .some(nil) }
      return try kind.convert(value).map { .some($0) }
    }
  }

  /// A table 1…n whose elements are all of one kind.
  public static func list<Element>(of kind: Kind<Element>) -> Kind where T == [Element] {
    Kind(
      "list of \(kind.name)",
      write: { list in .sequence(count: list.count) { kind.represent(list[$0]) } }
    ) { value in
      guard case .table(let table) = value else { return nil }
      // A table of names alone is no empty list.
      guard try table.count > 0 || table.pairs(limit: 1).isEmpty else { return nil }
      return try table.list { offset, element in
        try kind.element(element, "element \(offset + 1)", of: "list of \(kind.name)")
      }
    }
  }

  /// A table from names to values of one kind.
  public static func record<Element>(of kind: Kind<Element>) -> Kind where T == [String: Element] {
    Kind(
      "table of \(kind.name)",
      write: { record in
        .record(record.sorted { $0.key < $1.key }.map { ($0.key, kind.represent($0.value)) })
      }
    ) { value in
      guard case .table(let table) = value else { return nil }
      var result: [String: Element] = [:]
      for (key, element) in try table.pairs() {
        guard case .string(let name) = key else {
          throw Mismatch("has a key that is not a name", got: key.kindDescription)
        }
        result[name] = try kind.element(element, "field '\(name)'", of: "table of \(kind.name)")
      }
      return result
    }
  }

  /// Reads what stands inside a table, and says where it was when it is wrong.
  private func element(
    _ value: Value, _ place: @autoclosure () -> String, of whole: @autoclosure () -> String
  ) throws -> T {
    do {
      if let result = try convert(value) { return result }
    } catch let mismatch as Mismatch {
      let what = mismatch.unknown.map { "is an unknown name '\($0)'" } ?? mismatch.what
      throw Mismatch(
        "\(place()) \(what)",
        expected: mismatch.expected
          ?? (choices.isEmpty ? name : "one of: " + choices.joined(separator: ", ")),
        got: mismatch.got ?? value.kindDescription)
    }
    throw Mismatch("has a wrong \(place())", expected: whole(), got: value.kindDescription)
  }

  /// An object of the host's type `T`, by the name of its `UserType`.
  public static func object(_ name: String) -> Kind {
    Kind(name, write: { .object(HostObject($0)) }) { $0.object(as: T.self) }
  }
}

extension Kind where T == [Int] {
  /// A list of ids or classes: from 1 in Lua, from 0 in Swift.
  public static var indices: Kind { .list(of: .index) }
}

extension Kind where T == [Double] {
  /// A list of numbers.
  public static var numbers: Kind { .list(of: .number) }
}

extension Kind where T == LuaTable {
  /// Any table, as it is.
  public static var table: Kind {
    Kind("table", write: { .table($0) }) { value in
      if case .table(let table) = value { table } else { nil }
    }
  }
}

extension Kind where T == LuaFunction {
  /// A function that the host may call.
  public static var function: Kind {
    Kind("function", write: { .function($0) }) { value in
      if case .function(let function) = value { function } else { nil }
    }
  }
}
