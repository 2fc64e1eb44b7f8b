import Tensors

extension Manifest {
  /// What is sealed may still have been edited: every name and number is one that a session can have, and
  /// no path leads out of its directory.
  /// - Throws: a `Failure` that says what cannot be.
  func check(in file: String) throws {
    func require(_ holds: Bool, _ what: String) throws {
      guard holds else { throw Failure(file, "is damaged: \(what)") }
    }
    let names = Set(commits.map(\.name))
    try require(names.count == commits.count, "two commits have one name")
    try require(
      branches.allSatisfy {
        $0.wholeMatch(of: /[^\t\n\r]{1,200}/) != nil && names.contains($1)
      } && branches[head] != nil, "branches are not names of commits")
    for entry in commits {
      try require(
        entry.object.isCommit && entry.needs.allSatisfy(\.isObjectOrRound)
          && 1...1_000_000_000 ~= entry.round,
        "commit \(entry.name.prefix(12)) names no files of a session")
      try require(
        entry.parent.map(names.contains) ?? true,
        "commit \(entry.name.prefix(12)) has an unknown parent")
    }
    let parents = Dictionary(commits.map { ($0.name, $0.parent) }) { first, _ in first }
    for entry in commits {
      var (next, steps) = (entry.parent, 0)
      while let name = next, steps <= commits.count {
        (next, steps) = (parents[name] ?? nil, steps + 1)
      }
      try require(steps <= commits.count, "commits come after themselves")
    }
    try require(journal.file == "answers.tsv" && journal.bytes >= 0, "the journal is another file")
  }
}

extension Commit {
  /// - Throws: a `Failure` where the commit is not what the manifest says of it.
  func check(against entry: CommitEntry, in file: String) throws {
    let needs = Set(entry.needs)
    guard parent == entry.parent, state.current.number == entry.round,
      needs.isSuperset(of: rounds), needs.isSuperset(of: tensors.values),
      0...100_000_000_000 ~= time, Set(tensors.keys).isSubset(of: ["learner", "earlier", "origin"])
    else { throw Failure(file, "is damaged: it does not fit the manifest") }
  }
}

extension StoredObject {
  private var isSound: Bool { bytes >= 0 && sha256.wholeMatch(of: /[0-9a-f]{64}/) != nil }

  fileprivate var isCommit: Bool { isSound && file == "commits/\(sha256).json" }

  fileprivate var isObjectOrRound: Bool {
    guard isSound else { return false }
    if let match = file.wholeMatch(of: /rounds\/[0-9]{4,10}-([0-9a-f]{12})\.json/) {
      return sha256.hasPrefix(match.1)
    }
    return file == "objects/\(sha256).safetensors"
  }

  /// Whether it names a file of one of the folders of a session.
  var isInside: Bool {
    file.wholeMatch(of: /(objects|commits|rounds)\/[0-9A-Za-z][0-9A-Za-z.-]*/) != nil
  }
}
