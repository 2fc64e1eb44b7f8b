/// A `UserType` without its Swift type: what binding, help and completion read.
public final class TypeDeclaration {
  /// What errors and help call it.
  public let name: String
  /// One sentence.
  public let summary: String
  /// What more there is to know.
  public let notes: String
  /// Lua that runs as it stands.
  public let examples: [String]
  /// Paper, section or equation.
  public let source: String
  /// Methods, in the order of declaration.
  public private(set) var methods: [Function] = []
  /// Properties that every object has.
  public private(set) var properties: [Property] = []
  /// Operators, each with its summary.
  public private(set) var operators: [(notation: String, summary: String)] = []

  let accepts: (Any) -> Bool
  let cost: (Any) -> Int
  let text: (Any) throws -> String?
  let display: (Any) throws -> String?
  let forms: (Any) throws -> [DisplayForm]
  private(set) var operations: [(Metamethod, Function)] = []
  private(set) var dynamic: [(HostObject) throws -> [Property]] = []
  private(set) var getElement: ((HostObject, Value) throws -> Value?)?
  private(set) var equality: ((Any, Any) -> Bool)?
  private(set) var close: ((Any) throws -> Void)?

  init(
    name: String, summary: String, notes: String, examples: [String], source: String,
    accepts: @escaping (Any) -> Bool, cost: @escaping (Any) -> Int,
    text: @escaping (Any) throws -> String?, display: @escaping (Any) throws -> String?,
    forms: @escaping (Any) throws -> [DisplayForm]
  ) {
    self.name = name
    self.summary = summary
    self.notes = notes
    self.examples = examples
    self.source = source
    self.accepts = accepts
    self.cost = cost
    self.text = text
    self.display = display
    self.forms = forms
  }

  func add<Owner>(_ content: Member<Owner>.Content) {
    switch content {
    case .method(let function): methods.append(function)
    case .property(let property): properties.append(property)
    case .properties(let list): dynamic.append(list)
    case .operation(let metamethod, let function):
      operations.append((metamethod, function))
      operators.append((metamethod.notation, function.summary))
    case .elements(let summary, let get):
      getElement = get
      operators.append(("x[key]", summary))
    case .equality(let body):
      equality = body
      operators.append(("x == y", "Equality."))
    case .close(let body): close = body
    }
  }

  /// Every property of an object, those decided at run time included.
  func properties(of object: HostObject) throws -> [Property] {
    try dynamic.reduce(properties) { try $0 + $1(object) }
  }

  /// One line for an object.
  func text(of object: HostObject) throws -> String {
    guard let value = object.value else { return "closed \(name)" }
    return try text(value) ?? name
  }

  /// What the prompt shows for an object; may have several lines.
  func display(of object: HostObject) throws -> String {
    guard let value = object.value else { return "closed \(name)" }
    return try display(value) ?? text(of: object)
  }

  /// Whether two objects are the same to Lua.
  func areEqual(_ left: HostObject, _ right: HostObject) -> Bool {
    if left === right { return true }
    guard let a = left.value, let b = right.value else { return false }
    if let equality { return equality(a, b) }
    guard let first = left.instance, let second = right.instance else { return false }
    return first === second
  }
}
