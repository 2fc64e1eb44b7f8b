import ActiveLearning
import LuaHost
import Tensors

/// What a session's model says of images, by the kinds of evidence.
enum SessionEvidence {
  static func members(_ workspace: Workspace) -> [Member<Session>] {
    Need.allCases.compactMap { member($0, workspace) } + [scores(workspace)]
  }

  /// Images come from the data set itself; a pretext task gives features and losses together.
  private static func member(_ need: Need, _ workspace: Workspace) -> Member<Session>? {
    guard case .tensor = need.form, need.isKept, need != .pretext, need != .losses else {
      return nil
    }
    let monitor = workspace.monitor
    guard let planes = need.planes else {
      return .method(
        need.name, need.sentence, Argument("ids", .indices, "which"),
        returns: "a tensor \(need.shape)"
      ) { (s: Session, ids: [Int]) in
        try Answers.check(ids, of: s.dataset)
        return try s.evidence(monitor).tensor(need, of: ids)
      }
    }
    return .method(
      need.name, need.sentence, options: Argument("ids", .indices, "which"),
      Argument("count", .integer(in: planes), "how many \(need.axes[0])", default: 10),
      returns: "a tensor \(need.shape)",
      examples: ["s:\(need.name){ ids = s.unlabelled, count = 2 }"]
    ) { (s: Session, ids: [Int], count: Int) in
      try Answers.check(ids, of: s.dataset)
      return try s.evidence(monitor).tensor(need, of: ids, planes: count)
    }
  }

  private static func scores(_ workspace: Workspace) -> Member<Session> {
    .method(
      "scores", "The scores that a strategy gives to all unlabelled images; asks for nothing.",
      Argument(
        "strategy", .optional(.strategy), "one that gives scores; the session's if left out"),
      returns: "scores, highest first",
      notes: "A query by the same strategy then chooses the first of them.",
      examples: ["s:scores(strategy.margin{})"]
    ) { (s: Session, strategy: ConfigurationHandle<any Strategy>?) in
      let handle = strategy ?? ConfigurationHandle(s.strategy)
      return ScoresView(
        ranking: try s.scores(handle.scoring("session:scores"), monitor: workspace.monitor))
    }
  }
}
