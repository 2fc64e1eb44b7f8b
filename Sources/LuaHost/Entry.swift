import CLuaBridge

/// A declared function in Lua: what the trampoline's closure holds.
final class Entry {
  let function: Function
  /// The name errors use: `dataset.load`, `session:query`.
  let path: String
  /// The type whose objects it takes first, for methods.
  let owner: TypeDeclaration?
  let registry: Registry

  init(
    _ function: Function, path: String, owner: TypeDeclaration? = nil, registry: Registry
  ) {
    self.function = function
    self.path = path
    self.owner = owner
    self.registry = registry
  }

  func run(_ state: State) throws -> [Value] {
    var arguments: [Value] = []
    let count = state.stack.top
    arguments.reserveCapacity(Int(count))
    if count > 0 {
      try state.stack.reserve(8)
      for index in 1...count { arguments.append(try state.read(index)) }
    }
    var receiver: HostObject?
    if let owner {
      guard case .object(let object)? = arguments.first, object.declaration === owner else {
        throw HostError(
          path, "the first argument is not a \(owner.name)", expected: "\(path)(…) with a colon",
          got: (arguments.first ?? .nil).kindDescription)
      }
      guard object.value != nil else { throw HostError(path, "the \(owner.name) is closed") }
      receiver = object
      arguments.removeFirst()
    }
    let call = Call(who: path, receiver: receiver, arguments: arguments, state: state)
    return try function.invoke(call, function)
  }
}
