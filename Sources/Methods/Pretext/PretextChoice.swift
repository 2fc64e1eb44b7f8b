import Recipes
import Tensors

/// The options by which a method takes one of the pretext tasks, or none.
enum PretextChoice {
  static var name: Option<String> {
    Option<String>(
      "pretext", "none", of: ["none"] + Catalogue<any Pretext>.pretexts.recipes.map(\.name),
      "what pretrain learns without labels, by a network of the same design", fixed: true)
  }

  static var options: Option<[String: OptionValue]> {
    Option<[String: OptionValue]>(
      "pretext_options", optionsOf: "the pretext task", "its own options")
  }

  /// The chosen task; nil for none.
  /// - Throws: a `Failure` where options are given of none, or do not fit.
  static func made(
    _ name: String, _ options: [String: OptionValue]
  ) throws -> Configuration<any Pretext>? {
    guard name != "none" else {
      guard options.isEmpty else {
        throw Failure(
          "pretext_options", "there is no pretext task", expected: "pretext = \"rotation\"")
      }
      return nil
    }
    return try Configuration(try Catalogue<any Pretext>.pretexts.recipe(named: name), options)
  }
}
