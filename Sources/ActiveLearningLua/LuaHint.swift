import ActiveLearning
import LuaHost
import Tensors

/// What a kind of failure means to somebody who writes Lua: whose it is, and the call that helps.
struct LuaHint {
  /// Who complains; nil: as the engine says.
  var who: ((_ failure: Failure, _ path: String) -> String)?
  /// What would be right; nil: as the engine says.
  var expected: ((Failure) -> String?)?
  /// What is said after what is wrong; nil: nothing.
  var also: ((Failure) -> String?)?

  /// The failure in Lua's words, counted from 1.
  static func error(for failure: Failure, in path: String) -> HostError {
    let hint = hints[failure.code]
    return HostError(
      hint?.who?(failure, path) ?? failure.who,
      ([failure.what.text(countingFrom: 1)] + [hint?.also?(failure)].compactMap(\.self))
        .joined(separator: "; "),
      expected: hint?.expected?(failure) ?? failure.expected?.text(countingFrom: 1),
      got: failure.got?.text(countingFrom: 1), code: failure.code.rawValue)
  }

  /// The call that helps, whatever the failure says.
  private static func call(_ text: String) -> LuaHint { LuaHint(expected: { _ in text }) }

  /// What helps besides what the failure says.
  private static func or(_ text: String) -> LuaHint {
    LuaHint(expected: { failure in
      (failure.expected.map { "\($0.text(countingFrom: 1)), or " } ?? "") + text
    })
  }

  private static var hints: [FailureCode: LuaHint] {
    [
      .unusableImage: or("on_error = \"skip\" to leave it out"),
      .looseFiles: or("labels = \"none\""),
      .archiveTooLarge: call("a smaller set, or format = \"folder\""),
      .noClasses: call("dataset.open{ …, classes = { … } } with the names of those to be given"),
      .asksUser: call("your own: s:label(s:query(…), { … }), a class for each image"),
      .unknownClassCount: call("classes = …"),
      .noClassifier: call("method.classifier"),
      .noPretraining: LuaHint(expected: {
        // A method that could learn a task without labels, and one that never does.
        $0.subject == nil
          ? "pretext = \"rotation\" or \"simclr\", train{…}, or weights from a file: "
            + "s.network:load(…)" : "train{…}"
      }),
      .noPretext: call("method.classifier{ pretext = \"rotation\" }, and pretrain{…}"),
      .notPretrained: call("pretrain{…} before it"),
      .notTrained: call("train{…} before asking the model"),
      .sessionSetting: LuaHint(who: { "\($1): \($0.who)" }),
      .noInitialLabels: LuaHint(
        who: { "\($1): \($0.who)" }, expected: { _ in "0, and yours by s:label or s:label_from" }),
      .noFiles: LuaHint(who: { $1 }),
      .changedOnDisk: call("session.open to go on from there, or a new directory"),
      .otherData: LuaHint(also: {
        $0.subject.map { "a new session takes its labels by s:label_from \"\($0)\"" }
      }),
      .unknownStrategy: LuaHint(expected: {
        "strategy.define{ name = \"\($0.subject ?? "")\", … } before it is opened"
      }),
    ]
  }
}
