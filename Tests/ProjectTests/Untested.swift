import Foundation

/// What stands in the sources and in no test: layers and optimizers by their types, whatever a catalogue
/// names by that name, modules by their tests' folder.
struct Untested {
  /// A line for each.
  let lines: [String]

  /// - Parameters:
  ///   - sources: the text of each Swift file of a target, by its path below `Sources`.
  ///   - tests: the text of each file below `Tests`, fixtures too, by its path.
  ///   - targets: all targets, those in C too.
  init(sources: [String: String], tests: [String: String], targets: [String]) {
    let words = Set(
      tests.values.flatMap { $0.matches(of: /\w+/).map { String($0.0) } })
    var lines: [String] = []
    for (path, text) in sources.sorted(by: { $0.key < $1.key }) {
      for type in Self.types(in: text) where !words.contains(type) {
        lines.append("\(path): no test names the type \(type)")
      }
      for (kind, name) in Self.recipes(in: text)
      where !tests.values.contains(where: { $0.contains("\"\(name)\"") }) {
        lines.append("\(path): no test names the \(kind) \"\(name)\"")
      }
    }
    for target in targets {
      let folder = Self.folder(of: target)
      let isTested = tests.contains { path, text in
        path.hasPrefix(folder) && text.contains(/@Test\b/)
      }
      if !isTested { lines.append("\(target): no test in Tests/\(folder)") }
    }
    self.lines = lines
  }

  /// Types that conform to what a network is made of.
  private static func types(in text: String) -> [String] {
    text.matches(
      of: /(?m)^public (?:struct|final class|enum) (\w+)[^{\n]*: [^{\n]*\b(?:Layer|Optimizer)\b/
    )
    .map { String($0.1) }
  }

  /// What a catalogue has: the kind and the name of a recipe.
  private static func recipes(in text: String) -> [(kind: String, name: String)] {
    text.matches(of: /Recipe<(?:any )?(\w+)[^(]*>\(\s*"(\w+)"/).map {
      (String($0.1).lowercased(), String($0.2))
    }
  }

  /// Modules that are tested together with another one: what they are for is seen there.
  private static let together = [
    "CKernels": "Tensors", "CProcess": "Command", "CLuaBridge": "LuaHost", "CEditBridge": "Command",
    "Bench": "Command", "CImageFiles": "ActiveLearning",
  ]
  /// The parts of `ActiveLearning`, which share a target of tests and have a folder each.
  private static let parts: Set<String> = [
    "Datasets", "Figures", "Formats", "Geometry", "Methods", "Networks", "Queries", "Recipes",
    "Sessions", "Strategies",
  ]

  private static func folder(of target: String) -> String {
    if parts.contains(target) { return "ActiveLearningTests/\(target)/" }
    return "\(together[target] ?? target)Tests/"
  }
}
