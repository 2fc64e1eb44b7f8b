extension State {
  /// The manual of the installed modules.
  public var manual: Manual { Manual(modules) }

  /// Help for what a user typed after `?`: a path of the manual, or a path of variables, `s.method`.
  /// Nothing is run to find it.
  /// - Throws: `HostError` for a name that means nothing, with the nearest that does.
  public func help(for path: String) throws -> String {
    if let text = manual.help(for: path) { return text }
    let names = path.split { $0 == "." || $0 == ":" }.map(String.init)
    switch Resolver(state: self).resolve(names) {
    case .method(let function, let path)?: return manual.help(function, path: path)
    case .value(let value)?: return help(for: value)
    case nil:
      let hint = Spelling.nearest(to: path, among: manual.paths).map { ", did you mean '\($0)'?" }
      throw HostError("help", "nothing is known about '\(path)'\(hint ?? "")")
    }
  }

  /// Help for a value: that of its module, function or type, else what it is.
  public func help(for value: Value) -> String {
    switch value {
    case .table(let table):
      if let module = module(of: table) { return manual.help(module) }
    case .function(let function):
      if let declaration = function.declaration, let path = function.path {
        return manual.help(declaration, path: path)
      }
    case .object(let object):
      if let type = object.declaration { return help(type, object) }
    default: break
    }
    return value.kindDescription
  }

  /// The help of a type, with the properties that this object has beyond it.
  private func help(_ type: TypeDeclaration, _ object: HostObject) -> String {
    let all = (try? type.properties(of: object)) ?? []
    let more = all.dropFirst(type.properties.count)
      .map { "  .\($0.name)  \($0.kindAndAccess)  \($0.summary)" }
    let own = more.isEmpty ? "" : "\n\nThis one also has\n" + more.joined(separator: "\n")
    return manual.help(type) + own
  }
}
