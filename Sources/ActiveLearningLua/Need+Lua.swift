import ActiveLearning
import LuaHost
import Tensors

extension Need {
  /// What it is, with its shape: `class probabilities [n × classes], rows sum to 1`.
  var description: String { "\(phrase) \(shape)\(note.isEmpty ? "" : ", \(note)")" }

  /// The same as a sentence.
  var sentence: String { description.prefix(1).uppercased() + description.dropFirst() + "." }
}

extension Kind where T == Need {
  /// A kind of evidence by its name.
  static var need: Kind {
    Kind<String>.choice(Need.allCases.map(\.name)).map(write: { .string($0.name) }) { name in
      Need.allCases.first { $0.name == name }
    }
  }
}
