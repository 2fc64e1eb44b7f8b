import ActiveLearning
import Foundation
import LuaHost
import Tensors

/// The session as Lua sees it.
enum SessionType {
  static func type(_ workspace: Workspace) -> UserType<Session> {
    UserType(
      "session", "The state of an active-learning run.",
      members: actions(workspace) + SessionEvidence.members(workspace) + properties,
      text: { summary(of: $0, in: workspace) })
  }

  private static func actions(_ workspace: Workspace) -> [Member<Session>] {
    let monitor = workspace.monitor
    return [
      .method(
        "pretrain", "Learns without labels, as the method's paper does.",
        options: Argument("epochs", .integer(atLeast: 1), "passes over all images", default: 50),
        returns: "the mean loss of the last epoch",
        notes: "Ctrl-C stops at the next step; what was learned is kept.",
        examples: ["s:pretrain{ epochs = 20 }"]
      ) { (s: Session, epochs: Int) in try s.pretrain(epochs: epochs, monitor: monitor) },
      .method(
        "train", "Learns from the labels known now.",
        options: Argument(
          "epochs", .optional(.integer(atLeast: 1)), "passes; as many as a round has if left out"),
        returns: "the mean loss of the last epoch", examples: ["s:train{ epochs = 10 }"]
      ) { (s: Session, epochs: Int?) in
        try s.train(epochs: epochs ?? s.method.product.procedure.epochs, monitor: monitor).first?
          .value
      },
      .method(
        "evaluate", "Compares predictions with images that were never trained on.",
        options: Argument(
          "split", .choice(["validation", "test", "train"]),
          "which images; train: all training images, labelled or not", default: "validation"),
        returns: "an evaluation"
      ) { (s: Session, split: String) in
        EvaluationView(
          evaluation: try s.evaluate(split: split, monitor: monitor),
          classNames: s.dataset.classNames, isClustering: !s.learner.learnsNames)
      },
      .method(
        "clusters", "Sizes, purity and typical images of the clusters.",
        options: Argument(
          "examples", .integer(in: 1...50), "images shown of each", default: 5),
        returns: "a report"
      ) { (s: Session, examples: Int) in
        ClustersView(
          report: try s.clusters(examples: examples, monitor: monitor), dataset: s.dataset)
      },
      .method(
        "query", "Chooses images to ask for; labels nothing.",
        Argument("count", .integer(atLeast: 0), "how many; all that are left where they are fewer"),
        returns: "a query, to look at and to label", examples: ["q = s:query(50)"]
      ) { (s: Session, count: Int) in
        QueryHandle(record: try s.query(count, monitor: monitor), dataset: s.dataset)
      },
      .method(
        "label", "Asks the oracle for a query's labels, or takes yours; opens the next round.",
        Argument("query", .queryOrIDs, "a query, or a list of ids"),
        Argument(
          "classes", .optional(.list(of: .any)),
          "your labels, by name or by number from 1 on, or true and false of pairs and clusters; "
            + "the oracle's if left out"),
        examples: ["s:label(q)", "s:label({ 12, 40 }, { \"2\", \"8\" })"]
      ) { (s: Session, query: QueryRecord, classes: [Value]?) in
        try Answers.check(query.ids, in: s)
        if let classes {
          let replies = try Answers.replies(classes, to: query, of: s.dataset)
          try s.label(query, replies: replies, by: Session.user)
          workspace.received(replies.count, in: s)
        } else {
          try s.label(query)
        }
      },
      .method(
        "label_from",
        "Takes labels from a table of path and class, such as the labels.csv of a saved session; "
          + "opens the next round.",
        Argument("path", .string, "a .csv or .tsv"),
        returns:
          "how many were taken, and the files that were not: unknown here or labelled before",
        examples: ["-- s:label_from \"old-session/labels.csv\""]
      ) { (s: Session, path: String) -> Value in
        let (taken, left) = try s.label(fromTable: workspace.path(path))
        workspace.received(taken, in: s)
        return .several([.integer(taken), .list(left.map(Value.string))])
      },
      .method(
        "round", "One round as the paper orders it: train, evaluate, ask, label.",
        options: Argument(
          "budget", .integer,
          "labels to ask for, all that are left where they are fewer; 0 asks for none"),
        Argument(
          "epochs", .optional(.integer(atLeast: 1)), "of training; the paper's if left out"),
        returns: "the round's record", examples: ["s:round{ budget = 50 }"]
      ) { (s: Session, budget: Int, epochs: Int?) in
        try s.round(budget: budget, epochs: epochs, monitor: monitor)
      },
      .method(
        "options", "Shows what the session computes with, and sets it from now on.",
        options: EngineOptions.threads, EngineOptions.precision, EngineOptions.force,
        EngineOptions.winograd, returns: EngineOptions.returned,
        notes: """
          At first what options{} said when it was made; it is saved with the session. \
          \(EngineOptions.notes)
          """, examples: ["s:options{ winograd = false }"]
      ) {
        (s: Session, threads: Int?, precision: Precision?, force: Bool?, winograd: Bool?) -> Value
        in
        let who = "session:options"
        let settings = try EngineOptions.changed(
          s.settings, threads, precision, force, winograd, for: who)
        if settings != s.settings { try s.setSettings(settings) }
        return .record(EngineOptions.fields(of: settings))
      },
      .method(
        "save", "Writes everything that is needed to go on.",
        Argument("path", .string, "a directory"), examples: ["s:save \"digits-ccl\""]
      ) { (s: Session, path: String) in
        try s.save(to: workspace.path(path))
        workspace.saved(s)
      },
      .method(
        "save_history", "Writes the history as a table: a row each round, as its properties.",
        Argument("path", .string, "a .csv"), examples: ["s:save_history \"history.csv\""]
      ) { (s: Session, path: String) in
        try AtomicFile.write(Array(s.historyTable.utf8), to: workspace.path(path))
      },
      .method(
        "pretext", "What the task that was learned without labels says of images.",
        Argument("ids", .indices, "which"),
        returns: "two tensors: features [ids × features] and losses [ids], higher where harder",
        examples: ["features, losses = s:pretext(s.unlabelled)"]
      ) { (s: Session, ids: [Int]) -> Value in
        try Answers.check(ids, of: s.dataset)
        let outputs = try s.pretext(for: ids, monitor: monitor)
        return .several([outputs.features.luaValue, outputs.losses.luaValue])
      },
    ]
  }

  private static var properties: [Member<Session>] {
    [
      .property("dataset", "What it learns from.") { $0.dataset },
      .property("method", "The method; its options can be changed.") { s in
        ConfigurationHandle<any Method>(
          read: { s.method }, write: { try s.setMethodOption($0, to: $1) })
      },
      .property(
        "strategy", .strategy, "What it asks with; another one can be set.",
        get: { s in
          ConfigurationHandle<any Strategy>(
            read: { s.strategy }, write: { try s.setStrategyOption($0, to: $1) })
        }, set: { s, handle in try s.setStrategy(handle.configuration) }),
      .property("history", "Closed rounds, and the one that is going on once it was evaluated.") {
        $0.history
      },
      .property("pretrained", "Epochs of pretraining so far.") { $0.pretrainedEpochs },
      .property("round_number", "The round that is going on, from 1 on.") { $0.current.number },
      .property("answers", "Every answer so far: { id = , class = , by = , round = }.") { s in
        Value.list(
          s.annotations.map { answer in
            .record([
              ("id", .integer(answer.id + 1)),
              ("class", .string(s.dataset.classNames[answer.label])),
              ("by", .string(answer.annotator)), ("round", .integer(answer.round)),
            ])
          })
      },
      .property("labelled", "Ids with a label, ascending.") { s in
        s.knownLabels.keys.sorted().map { $0 + 1 }
      },
      .property("unlabelled", "Ids without a label, ascending.") { s in
        s.pool.unlabelledIDs.map { $0 + 1 }
      },
      .property("validation", "Ids kept for evaluation, ascending.") { s in
        s.validationIDs.map { $0 + 1 }
      },
      .property("seed", "Of every random stream.") { Int(truncatingIfNeeded: $0.seed) },
      .property("network", "What learns.") { s in
        NetworkHandle(
          name: s.learner.networks[0].name, network: s.learner.networks[0].network, session: s)
      },
    ]
  }

  private static func summary(of s: Session, in workspace: Workspace) -> String {
    let last = s.history.last?.evaluation.map {
      String(format: ", accuracy %.1f %%", 100 * $0.accuracy)
    }
    return "session on \(s.dataset.name): \(s.method.recipe.name), \(s.pool.entries.count) of "
      + "\(s.trainingIDs.count) labelled, \(s.validationIDs.count) for validation, round "
      + "\(s.current.number)\(last ?? "")"
      + (EngineOptions.difference(of: s.settings, from: workspace.settings).map { "; \($0)" } ?? "")
  }
}

extension Kind where T == QueryRecord {
  /// A query, or a list of ids of one's own.
  static var queryOrIDs: Kind {
    Kind("query or list of ids") { value in
      if let handle = value.object(as: QueryHandle.self) { return handle.record }
      guard case .table = value else { return nil }
      let ids = try Kind<[Int]>.indices.read(value, what: "ids", who: "session:label")
      return QueryRecord(
        ids: ids, scores: ids.map { _ in .nan }, scoreName: "given", strategy: nil)
    }
  }
}
