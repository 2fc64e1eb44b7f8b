import ActiveLearning
import Foundation
import LuaHost
import Tensors

/// `session`: the state of an active-learning run.
enum SessionModule {
  static func module(_ workspace: Workspace) -> Module {
    Module(
      "session", "The state of an active-learning run: labels, weights, rounds, random streams.",
      functions: [new(workspace), open(workspace), exists(workspace)],
      types: [
        SessionType.type(workspace), RoundType.type, QueryType.type(workspace),
        EvaluationType.type, ClustersType.type(workspace),
      ])
  }

  private static func new(_ workspace: Workspace) -> Function {
    Function(
      "new", "Starts a session: draws the splits and the first labels, builds the networks.",
      options: Argument("dataset", .dataset, "what to learn from"),
      Argument("method", .method, "how to learn"),
      Argument("strategy", .optional(.strategy), "what to ask with; the method's own if left out"),
      Argument(
        "initial", .optional(.integer(atLeast: 0)),
        "labels drawn at random to begin with; left out: 50, of 50 images or fewer a tenth and at least "
          + "one of each class, or none where nobody knows the classes"
      ),
      Argument(
        "validation", .optional(.number(in: 0...0.95)),
        "share of the training split kept for evaluation; left out: 0.2, or none where nobody knows "
          + "the classes"),
      Argument(
        "images", .optional(.integer(atLeast: 2)),
        "use only so many images of the training split"),
      Argument(
        "seed", .optional(.integer(atLeast: 0)), "of every random stream; seed() if left out"),
      returns: "a session",
      examples: [
        """
        s = session.new{ dataset = dataset.load "digits", method = method.ccl{}, initial = 50 }
        """
      ]
    ) {
      (
        dataset: Dataset, method: ConfigurationHandle<any Method>,
        strategy: ConfigurationHandle<any Strategy>?, initial: Int?, validation: Double?,
        images: Int?,
        seed: Int?
      ) in
      let isKnown = dataset.labels != nil
      let draws = method.configuration.product.procedure.initial == .random
      var setup = SessionSetup(
        dataset: dataset, method: method.configuration, strategy: strategy?.configuration,
        initial: initial ?? (isKnown && draws ? nil : 0),
        validation: validation ?? (isKnown ? 0.2 : 0), images: images,
        seed: seed.map(UInt64.init) ?? workspace.seed)
      setup.settings = workspace.settings
      let session = try Session(setup, strategies: workspace.strategies)
      let (drawn, usual) = (session.annotations.count, SessionSetup.usualInitial)
      if setup.initial == nil, drawn < usual {
        workspace.monitor.announce(
          "session.new: initial = \(usual), the default, is too much for "
            + "\(session.trainingIDs.count) training images; \(drawn) were drawn, 10 % and at least one "
            + "of each class")
      }
      return workspace.opened(session)
    }
  }

  private static func open(_ workspace: Workspace) -> Function {
    Function(
      "open", "Reads a session that was saved; it goes on with the same bits.",
      Argument("path", .string, "its directory"),
      Argument(
        "dataset", .optional(.dataset),
        "its images, where they lie elsewhere now; left out: as they were opened"),
      returns: "a session"
    ) { (path: String, dataset: Dataset?) in
      let session = try Session.open(
        workspace.path(path), strategies: workspace.strategies, methods: workspace.methods
      ) { reference in
        if let dataset { return dataset }
        return try workspace.makeDataset(
          reference.origin
            ?? DatasetOrigin(
              .known(name: reference.name, root: reference.root, options: ReadingOptions())))
      }
      if session.takenUp > 0 {
        let answers = session.takenUp == 1 ? "1 answer" : "\(session.takenUp) answers"
        workspace.monitor.announce("\(path): \(answers) since the last save taken up")
      }
      if let difference = EngineOptions.difference(of: session.settings, from: workspace.settings) {
        workspace.monitor.announce("\(session.dataset.name): \(difference), as it was saved")
      }
      return workspace.opened(session)
    }
  }

  private static func exists(_ workspace: Workspace) -> Function {
    Function(
      "exists", "Whether there is a saved session.", Argument("path", .string, "its directory"),
      returns: "true or false"
    ) { (path: String) in
      FileManager.default.fileExists(atPath: workspace.path(path) + "/MANIFEST.json")
    }
  }
}

extension Session: LuaObject {}
