/// A namespace of Lua: functions, types and constants, declared as one value.
///
///     Module("garden", "Plots.", functions: [load], types: [gardenType])
///
///     private var load: Function {
///       Function(
///         "load", "A known garden.", options: Argument("name", .string, "which", leading: true),
///         Argument("root", .optional(.string), "where to look")
///       ) { name, root in try Garden(name, root) }
///     }
///
/// docs/lua-host.md shows every kind of declaration.
public struct Module {
  /// The global under which it stands; empty for a module of plain globals.
  public let name: String
  /// One sentence.
  public let summary: String
  /// What more there is to know.
  public let notes: String
  /// Lua that runs as it stands.
  public let examples: [String]
  /// Its functions.
  public internal(set) var functions: [Function]
  /// The types of the objects its functions make.
  public let types: [TypeDeclaration]
  /// Values that do not change.
  public let constants: [Constant]
  /// Whether its functions are globals, without a table.
  public let isGlobal: Bool

  /// A table of functions under a global name.
  public init(
    _ name: String, _ summary: String, notes: String = "", examples: [String] = [],
    functions: [Function] = [], types: [any DeclaredType] = [], constants: [Constant] = []
  ) {
    self.init(
      name: name, summary: summary, notes: notes, examples: examples, functions: functions,
      types: types, constants: constants, isGlobal: false)
  }

  /// Functions that stand alone: `help`, `who`. The title is for the manual.
  public static func globals(
    _ title: String, _ summary: String, functions: [Function], types: [any DeclaredType] = []
  ) -> Module {
    Module(
      name: title, summary: summary, notes: "", examples: [], functions: functions, types: types,
      constants: [], isGlobal: true)
  }

  private init(
    name: String, summary: String, notes: String, examples: [String], functions: [Function],
    types: [any DeclaredType], constants: [Constant], isGlobal: Bool
  ) {
    self.name = name
    self.summary = summary
    self.notes = notes
    self.examples = examples
    self.functions = functions
    self.types = types.map(\.declaration)
    self.constants = constants
    self.isGlobal = isGlobal
  }

  /// How a function of the module is written: `dataset.load`.
  public func path(of name: String) -> String { isGlobal ? name : "\(self.name).\(name)" }
}

/// A named value of a module.
public struct Constant {
  /// The name within the module.
  public let name: String
  /// One sentence.
  public let summary: String
  /// The value.
  public let value: Value

  /// A constant of any kind that Lua can hold.
  public init(_ name: String, _ summary: String, _ value: any LuaRepresentable) {
    self.name = name
    self.summary = summary
    self.value = value.luaValue
  }
}
