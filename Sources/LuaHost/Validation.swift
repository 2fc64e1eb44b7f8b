extension Module {
  /// Finds mistakes in declarations: two things of one name, and things without a summary.
  public static func validate(_ modules: [Module]) throws {
    try unique(modules.filter { !$0.isGlobal }.map(\.name), in: "modules")
    try unique(modules.flatMap(\.types).map(\.name), in: "types")
    for module in modules {
      let globals = module.isGlobal ? "globals" : module.name
      try unique(module.functions.map(\.name) + module.constants.map(\.name), in: globals)
      try described(module.name, module.summary)
      for function in module.functions {
        try validate(function, path: module.path(of: function.name))
      }
      for constant in module.constants {
        try described(module.path(of: constant.name), constant.summary)
      }
      for type in module.types { try validate(type) }
    }
  }

  private static func validate(_ type: TypeDeclaration) throws {
    try described(type.name, type.summary)
    try unique(type.methods.map(\.name) + type.properties.map(\.name), in: type.name)
    for method in type.methods { try validate(method, path: "\(type.name):\(method.name)") }
    for property in type.properties {
      try described("\(type.name).\(property.name)", property.summary)
    }
  }

  private static func validate(_ function: Function, path: String) throws {
    try described(path, function.summary)
    try unique(function.parameters.map(\.name), in: path)
    for parameter in function.parameters {
      try described("\(path), '\(parameter.name)'", parameter.summary)
    }
    guard function.parameters.dropFirst().allSatisfy({ !$0.isLeading }) else {
      throw HostError(path, "only the first option can be the leading one")
    }
  }

  private static func unique(_ names: [String], in place: String) throws {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw HostError(place, "'\(name)' is declared twice")
    }
  }

  private static func described(_ name: String, _ summary: String) throws {
    if summary.isEmpty { throw HostError(name, "is declared without a summary") }
  }
}
