import ActiveLearning
import LuaHost
import Tensors

/// A line of a plot: a session's history, or points of one's own.
enum CurveLine {
  case session(Session)
  case points(Curve.Series)

  /// - Parameter x: what the history is drawn over.
  func series(over x: String) throws -> Curve.Series {
    switch self {
    case .points(let series): series
    case .session(let session): try Self.line(of: session, over: x)
    }
  }

  /// Accuracy over an amount; of evaluations at the same place the last one counts.
  private static func line(of session: Session, over x: String) throws -> Curve.Series {
    guard let quantity = RoundQuantity.amounts.first(where: { $0.name == x }) else {
      throw Failure(
        "plot.curve", "no history can be drawn over that",
        expected: RoundQuantity.amounts.map(\.name).joined(separator: ", "), got: "'\(x)'")
    }
    var points: [(x: Double, accuracy: Double)] = []
    for round in session.history {
      guard let accuracy = round.evaluation?.accuracy else { continue }
      guard let place = session.value(of: quantity, in: round) else {
        throw Failure(
          "plot.curve", "round \(round.number) was saved before \(quantity.name) were recorded",
          expected: "labels, interactions or round")
      }
      if points.last?.x == place { points.removeLast() }
      points.append((place, accuracy))
    }
    var asked: [String] = []
    for round in session.closedRounds {
      let name = round.query?.strategy?.name ?? "by hand"
      if asked.last != name { asked.append(name) }
    }
    let name = asked.isEmpty ? session.strategy.recipe.name : asked.joined(separator: ", then ")
    return try Curve.Series(name, x: points.map(\.x), y: points.map(\.accuracy))
  }

  fileprivate init(_ table: LuaTable) throws {
    let who = "plot.curve"
    let fields = try table.fields()
    self = .points(
      try Curve.Series(
        Kind<String>.string.read(fields["name"] ?? .string("series"), what: "name", who: who),
        x: Kind<[Double]>.numbers.read(fields["x"] ?? .nil, what: "x", who: who),
        y: Kind<[Double]>.numbers.read(fields["y"] ?? .nil, what: "y", who: who),
        deviation: fields["deviation"].map {
          try Kind<[Double]>.numbers.read($0, what: "deviation", who: who)
        }))
  }
}

extension Kind where T == CurveLine {
  /// A session, or a table of points.
  static var line: Kind {
    Kind("session or table") { value in
      if let session = value.object(as: Session.self) { return .session(session) }
      guard case .table(let table) = value else { return nil }
      return try CurveLine(table)
    }
  }
}
