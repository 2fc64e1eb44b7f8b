import Datasets
import Formats
import Queries
import Recipes
import Tensors

/// What a directory says of its session: read whole and checked before a session is made of it.
struct SessionReading {
  let plan: SessionPlan
  let dataset: DatasetReference
  let state: SessionState
  let tensors: [String: [String: Tensor]]
  let store: DirectoryStore
  /// Answers of people that are newer than the state, in the order in which they were given.
  let newer: [Annotation]

  init(_ directory: SessionDirectory) throws {
    let (manifest, digest) = try directory.readManifest()
    plan = manifest.plan
    dataset = manifest.dataset
    switch manifest {
    case .first(let manifest):
      var state = manifest.state
      state.closedRounds = try manifest.rounds.map { try directory.read($0) }
      state.answers = try manifest.readAnswers(in: directory)
      self.state = state
      tensors = try manifest.tensors.mapValues { try directory.readTensors($0) }
      // Answers that were given since by a program that writes the present format and has not saved.
      let (rows, head) =
        directory.journal.exists ? try directory.journal.read(after: nil) : ([], nil)
      guard rows.isEmpty || rows.map(\.answer).starts(with: state.answers) else {
        throw Failure(directory.journal.path, "does not begin with the answers of labels.tsv")
      }
      newer = rows.dropFirst(state.answers.count).map(\.answer)
      var own = RowRanges()
      own.append(0..<rows.count)
      store = DirectoryStore(
        directory, digest: digest, branch: "main", journal: head, rowCount: rows.count, rows: own)
    case .present(let manifest):
      guard let entry = manifest.latest else {
        throw Failure(
          directory.manifestPath, "is damaged: the branch '\(manifest.head)' has no commit")
      }
      let commit: Commit = try directory.read(entry.object)
      try commit.check(against: entry, in: "\(directory.path)/\(entry.object.file)")
      let (rows, head) = try directory.journal.read(after: manifest.journal)
      guard commit.answers.isWithin(rows.count) else {
        throw Failure(
          directory.manifestPath, "is damaged: answers are not rows of the journal")
      }
      var state = commit.state
      state.closedRounds = try commit.rounds.map { try directory.read($0) }
      state.answers = commit.answers.rows.map { rows[$0].answer }
      self.state = state
      tensors = try commit.tensors.mapValues { try directory.readTensors($0) }
      // What was appended after the manifest. Answers of an oracle are asked again: a run that goes on
      // asks what it would have asked.
      let known = try directory.journal.count(in: manifest.journal)
      var (own, newer) = (commit.answers, [Annotation]())
      for (number, row) in rows.enumerated().dropFirst(known)
      where row.branch == manifest.head && row.answer.annotator == Session.user {
        newer.append(row.answer)
        own.append(number..<number + 1)
      }
      self.newer = newer
      store = DirectoryStore(
        directory, digest: digest, branch: manifest.head, journal: head, rowCount: rows.count,
        rows: own)
    }
  }
}
