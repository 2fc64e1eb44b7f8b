import Formats
import Foundation
import Recipes
import Tensors

/// What a session would lose if the program ended now, and how it is kept.
extension Session {
  /// Does work that has an end; `isMidway` where it was stopped before.
  func whole<Result>(_ work: () throws -> Result) rethrows -> Result {
    depth += 1
    defer { depth -= 1 }
    do {
      let result = try work()
      if depth == 1 { setMidway(false) }
      return result
    } catch {
      setMidway(true)
      throw error
    }
  }

  /// Saves what would be lost: where the session was saved last, or else in a new directory below
  /// `folder`. A training or a round that was stopped midway never replaces the state before it.
  /// - Returns: the directory; nil where nothing would be lost.
  /// - Throws: a `Failure` where neither can be written.
  public func rescue(into folder: String) throws -> String? {
    guard hasUnsavedWork else { return nil }
    if let store, !state.isMidway, (try? save(to: store)) != nil { return store.place }
    let name = "\(dataset.name)-\(plan.session.prefix(8))-\(Int(Date().timeIntervalSince1970))"
    let directory = SessionDirectory(folder + "/" + String(name.map { $0 == "/" ? "-" : $0 }))
    // Answers are the dearest: they are there even if what follows is cut short.
    try FolderMaking.make(directory.path)
    if let labelTable { try directory.store(table: labelTable) }
    try save(to: directory.path)
    return directory.path
  }
}
