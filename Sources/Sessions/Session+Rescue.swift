import Formats
import Foundation
import Recipes
import Tensors

/// What a session would lose if the program ended now, and how it is kept.
extension Session {
  /// What changes with everything that a save keeps.
  struct Mark: Equatable {
    let streams: Streams
    let answers: Int
    let pretrainedEpochs: Int
    let round: RoundRecord
    let method: NamedOptions
    let strategy: NamedOptions
    let settings: EngineSettings
  }

  /// Where the session stands now.
  var mark: Mark {
    Mark(
      streams: streams, answers: annotations.count, pretrainedEpochs: pretrainedEpochs,
      round: current, method: method.named, strategy: strategy.named,
      settings: settings)
  }

  /// Whether something is not on the disk yet. What `session.new` draws can be drawn again.
  public var hasUnsavedWork: Bool { mark != savedMark }

  /// Does work that has an end, under the session's settings; `isMidway` where it was stopped before.
  func whole<Result>(_ work: () throws -> Result) rethrows -> Result {
    depth += 1
    defer { depth -= 1 }
    do {
      let result = try settings.apply(work)
      if depth == 1 { isMidway = false }
      return result
    } catch {
      isMidway = true
      throw error
    }
  }

  /// Saves what would be lost: where the session was saved last, or else in a new directory below
  /// `folder`. A training or a round that was stopped midway never replaces the state before it.
  /// - Returns: the directory; nil where nothing would be lost.
  /// - Throws: a `Failure` where neither can be written.
  public func rescue(into folder: String) throws -> String? {
    guard hasUnsavedWork else { return nil }
    if let home, !isMidway, (try? save(to: home)) != nil { return home }
    let name = "\(dataset.name)-\(identity.prefix(8))-\(Int(Date().timeIntervalSince1970))"
    let directory = SessionDirectory(folder + "/" + String(name.map { $0 == "/" ? "-" : $0 }))
    try AtomicFile.makeDirectory(directory.path)
    // Answers are the dearest: they are there even if what follows is cut short.
    if let labelTable { try directory.store(labelTable: labelTable) }
    _ = try directory.store(annotations: annotations)
    try save(to: directory.path)
    return directory.path
  }
}
