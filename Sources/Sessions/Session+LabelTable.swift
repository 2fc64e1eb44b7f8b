import Datasets
import Formats
import Tensors

/// Labels that users gave, as a table of files and classes: it outlives every change of the folder that
/// the images lie in, which ids do not.
extension Session {
  /// Who has answered by hand.
  public static let user = "user"

  /// The files that users have labelled, and how, as `dataset.open` and `label(fromTable:)` read it;
  /// nil where no user has, or images have no files.
  ///
  /// Files are named below the folder that was opened. A name with a line break has no place in it.
  public var labelTable: String? { labelTable(of: state) }

  func labelTable(of state: SessionState) -> String? {
    guard let files = dataset.files else { return nil }
    let rows = state.answers.filter { $0.annotator == Self.user }.compactMap { answer -> String? in
      guard let file = files[answer.id] else { return nil }
      let cells = [relative(file), dataset.classNames[answer.label]]
      guard !cells.contains(where: { $0.contains(where: \.isNewline) }) else { return nil }
      return cells.map(CSVText.cell).joined(separator: ",") + "\n"
    }
    return rows.isEmpty ? nil : "path,class\n" + rows.joined()
  }

  /// Takes the labels of a table of files and classes, and opens the next round.
  /// - Returns: how many were taken, and the files that were not: those that are no training images
  ///   here, and those that have a label already.
  /// - Throws: a `Failure` where the table cannot be read, names another class, or no file of the pool.
  @discardableResult
  public func label(
    fromTable path: String, by annotator: String = user
  ) throws -> (taken: Int, left: [String]) {
    guard let files = dataset.files else {
      throw Failure("labels", "the images of \(dataset.name) have no files", code: .noFiles)
    }
    let names = KnownNames(
      trainingIDs.flatMap { id in files[id].map { [($0, id), (relative($0), id)] } ?? [] })
    var labels: [Int: Int] = [:]
    var left: [String] = []
    var known = 0
    let rows = try ImageTable(path, classes: dataset.classNames).rows
    guard rows.contains(where: { $0.label != nil }) else {
      throw Failure(path, "has no classes", expected: "path, class")
    }
    for row in rows {
      // Images that the table has no class for are those that are left to label.
      guard let label = row.label else { continue }
      let id = try names.id(of: row.name, in: path)
      if let id, pool.label(of: id) == nil, labels[id] == nil {
        labels[id] = label
      } else {
        known += id == nil ? 0 : 1
        left.append(row.name)
      }
    }
    guard !labels.isEmpty || known < left.count else {
      throw Failure(path, "names only images that have a label already", got: "\(known) of them")
    }
    guard !labels.isEmpty else {
      throw Failure(
        path, "names no image without a label of \(dataset.name)",
        expected: "names such as \(trainingIDs.first.flatMap { files[$0] }.map(relative) ?? "")"
          + (left.contains { $0.contains("\\") } ? ", with / and not \\" : ""),
        got: left.first)
    }
    let sorted = labels.sorted { $0.key < $1.key }
    try label(sorted.map(\.key), as: sorted.map(\.value), by: annotator)
    return (sorted.count, left)
  }

  /// A file's name below the folder that was opened.
  private func relative(_ file: String) -> String {
    guard case .opened(var path, _) = dataset.origin?.base else { return file }
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    let above = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    for folder in [path, above.joined(separator: "/")] where file.hasPrefix(folder + "/") {
      return String(file.dropFirst(folder.count + 1))
    }
    return file
  }
}
