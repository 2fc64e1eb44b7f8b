import Formats
import Foundation
import Recipes
import Tensors

/// A session's store in a directory. Commits are added and never changed; of the commits of one round
/// the latest stays, so that a session may be saved as often as one likes.
final class DirectoryStore: SessionStore {
  let directory: SessionDirectory
  /// Digests of the manifests that this store has read or written itself: over one that somebody else
  /// wrote it does not write.
  private var own: Set<String>
  private(set) var branch: String
  /// The head of the journal that is known here; nil before there is one.
  private var journal: StoredObject?
  /// Rows of the journal, of all branches.
  private var rowCount: Int
  /// Which of them the session's answers are.
  private var rows: RowRanges
  /// What an append that failed may have left in the journal.
  private var unfinished: [UInt8] = []

  var place: String { directory.path }

  /// A store in a directory that has no session yet.
  init(_ path: String) {
    directory = SessionDirectory(path)
    own = []
    branch = "main"
    rowCount = 0
    rows = RowRanges()
  }

  /// The store of a session that was read.
  init(
    _ directory: SessionDirectory, digest: String, branch: String, journal: StoredObject?,
    rowCount: Int, rows: RowRanges
  ) {
    self.directory = directory
    own = [digest]
    self.branch = branch
    self.journal = journal
    self.rowCount = rowCount
    self.rows = rows
  }

  func append(_ state: SessionState, table: String?) throws {
    let lock = try directory.lock()
    defer { lock.release() }
    try requireOwn()
    try keep(state.answers)
    // People read it; nothing else does, and the journal has the answers already.
    if let table { try? directory.store(table: table) }
  }

  func commit(_ snapshot: SessionSnapshot) throws {
    try FolderMaking.make(directory.path)
    let lock = try directory.lock()
    defer { lock.release() }
    let earlier = try manifest(of: snapshot.plan)
    // Of a save that was cut short before there was a manifest.
    if !directory.exists, journal == nil { try AtomicFile.setAside(directory.journal.path) }
    let tensors = try snapshot.tensors.mapValues { try directory.store(tensors: $0) }
    let rounds = try snapshot.state.closedRounds.map { try directory.store(round: $0) }
    try keep(snapshot.state.answers)
    guard let journal else { return }
    if let table = snapshot.table { try directory.store(table: table) }
    let tip = earlier?.latest
    // What is saved again in the same round takes the place of what was saved there.
    let replaces = tip.map { $0.round == snapshot.state.current.number && isFree($0, in: earlier) }
    let parent = replaces == true ? tip?.parent : tip?.name
    let commit = Commit(
      parent: parent, time: Int(Date().timeIntervalSince1970), actions: snapshot.actions,
      state: snapshot.state, rounds: rounds, answers: rows, tensors: tensors)
    let object = try directory.store(commit: commit)
    let needs = (rounds + tensors.values).sorted { $0.file < $1.file }
    let entry = CommitEntry(
      object: object, parent: parent, round: snapshot.state.current.number, needs: needs)
    let others = (earlier?.commits ?? []).filter {
      $0.name != entry.name && !(replaces == true && $0.name == tip?.name)
    }
    var branches = earlier?.branches ?? [:]
    branches[branch] = entry.name
    let manifest = Manifest(
      engine: Crescent.version, plan: snapshot.plan, dataset: snapshot.dataset, branches: branches,
      head: branch,
      commits: others + [entry], journal: journal)
    try write(manifest)
    directory.removeUnreachable(from: manifest)
  }

  /// Whether nothing but its branch needs a commit.
  private func isFree(_ entry: CommitEntry, in manifest: Manifest?) -> Bool {
    guard let manifest else { return false }
    return !manifest.commits.contains { $0.parent == entry.name }
      && manifest.branches.values.count { $0 == entry.name } == 1
  }

  private func write(_ manifest: Manifest) throws {
    let bytes = try SessionFile.sealed(manifest)
    // Known before it is written: where the directory cannot be flushed afterwards, it is ours all the
    // same.
    own.insert(SessionFile.digest(bytes))
    try AtomicFile.write(bytes, to: directory.manifestPath)
  }

  /// Adds to the journal the answers that it does not have.
  private func keep(_ answers: [Annotation]) throws {
    let new = answers.dropFirst(rows.count)
    journal = try directory.journal.append(
      new, on: branch, after: journal, unfinished: &unfinished)
    rows.append(rowCount..<rowCount + new.count)
    rowCount += new.count
  }

  /// The manifest that is there, where it is this session's own.
  private func manifest(of plan: SessionPlan) throws -> Manifest? {
    guard directory.exists else { return nil }
    let (manifest, digest) = try directory.readManifest()
    guard manifest.session == plan.session else {
      throw Failure(
        place, "holds another session", expected: "a new directory, or the one it was saved to")
    }
    try requireOwn(digest)
    guard case .present(let present) = manifest else { return nil }
    return present
  }

  private func requireOwn(_ digest: String? = nil) throws {
    guard own.contains(try digest ?? directory.readManifest().digest) else {
      throw Failure(
        place, "was saved by somebody else since this session was read",
        expected: "to be read again, or a new directory", code: .changedOnDisk)
    }
  }
}

extension SessionDirectory {
  /// Writes what users have answered by the names of files.
  func store(table: String) throws {
    try AtomicFile.write(Array(table.utf8), to: labelTablePath)
  }
}
