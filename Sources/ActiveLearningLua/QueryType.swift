import ActiveLearning
import Foundation
import LuaHost
import Tensors

/// A query and the images it is about.
struct QueryHandle: LuaObject {
  let record: QueryRecord
  let dataset: Dataset
}

/// A query as Lua sees it; printing it shows the images.
enum QueryType {
  static func type(_ workspace: Workspace) -> UserType<QueryHandle> {
    UserType(
      "query", "Which images to ask for, best first.",
      members: [
        .property("ids", "The images, best first.") { $0.record.ids.map { $0 + 1 } },
        .property("scores", "The score of each of `ids`: higher is asked first.") {
          $0.record.scores
        },
        .property("score_name", "What the scores are.") { $0.record.scoreName },
        .property(
          "questions", "What is asked of each: { kind = , … }; ids of others it is about."
        ) { query in query.record.ids.indices.map { question(query.record, $0) } },
        .method("montage", "All its images with their scores.", returns: "a figure") {
          (query: QueryHandle) in FigureView(figure: try montage(query, limit: .max))
        },
        .length("How many.") { $0.record.ids.count },
        .elements("The id in that place.", count: { $0.record.ids.count }) { query, place in
          query.record.ids[place] + 1
        },
      ], text: text, display: { try display($0, workspace) },
      forms: { query in
        query.record.ids.isEmpty ? [] : [.png(of: try montage(query, limit: shown))]
      })
  }

  /// One question as a table: `{ kind = "pair", with = 12 }`.
  private static func question(_ record: QueryRecord, _ place: Int) -> Value {
    switch record.questions.map({ $0[place] }) ?? .label {
    case .label: .record([("kind", .string("label"))])
    case .representative(let followers, let areKept):
      .record([
        ("kind", .string("representative")), ("followers", followers.map { $0 + 1 }.luaValue),
        ("kept", .boolean(areKept == true)),
      ])
    case .cluster(let members, let purity):
      .record([
        ("kind", .string("cluster")), ("members", members.map { $0 + 1 }.luaValue),
        ("purity", .number(purity)),
      ])
    case .pair(let other):
      .record([("kind", .string("pair")), ("with", .integer(other + 1))])
    }
  }

  private static func text(_ query: QueryHandle) -> String {
    let record = query.record
    guard let first = record.scores.first, let last = record.scores.last else {
      return "query of no images"
    }
    return String(
      format: "query of \(record.ids.count) images by \(record.strategy?.name ?? "hand"): "
        + "\(record.scoreName) from %.4g to %.4g", first, last)
  }

  /// Images beyond this many are only counted.
  private static let shown = 20

  private static func montage(_ query: QueryHandle, limit: Int) throws -> Montage {
    let scores = query.record.scores.map { $0.isNaN ? "" : String(format: "%.4g", $0) }
    return try Images.montage(
      of: Array(query.record.ids.prefix(limit)), in: query.dataset, details: scores)
  }

  private static func display(_ query: QueryHandle, _ workspace: Workspace) throws -> String {
    guard !query.record.ids.isEmpty else { return text(query) }
    let more = query.record.ids.count - shown
    return text(query) + "\n" + workspace.text(of: try montage(query, limit: shown))
      + (more > 0 ? "\n… and \(more) more" : "")
  }
}
