import Datasets
import Formats
import Foundation
import Methods
import Queries
import Recipes
import Strategies
import Tensors

extension Session {
  /// Writes the session into a directory, so that it is either wholly there or as it was before.
  ///
  /// Objects first, then rounds, answers and the commit, the manifest last; each flushed to disk.
  /// - Throws: a `Failure` where the directory holds another session or cannot be written.
  public func save(to path: String) throws {
    try save(to: stores[path] ?? DirectoryStore(path))
  }

  /// Commits the session to a store, where it is kept from now on.
  /// - Throws: a `Failure` where the store holds another session or cannot take it.
  public func save(to store: any SessionStore) throws {
    try requireIdle("save")
    // What it writes is known to be ours also where the save fails half way.
    stores[store.place] = store
    var tensors = contents.tensors
    tensors["learner"] = try learner.state
    try store.commit(
      SessionSnapshot(
        plan: plan, dataset: try DatasetReference(dataset), state: state, tensors: tensors,
        actions: actions, table: labelTable))
    keep(in: store)
    committed()
  }

  /// Reads a session back.
  ///
  /// Answers of people that are newer than what was saved are taken up; `takenUp` counts them.
  /// - Parameters:
  ///   - load: finds the data set that the session names.
  ///   - oracle: who answers; nil: the labels that came with the data set, or else the user.
  /// - Throws: a `Failure` that names the file which is missing, damaged or of another format.
  public static func open(
    _ path: String, strategies: Catalogue<any Strategy> = .strategies,
    methods: Catalogue<any Method> = .methods, oracle: (any Oracle)? = nil,
    load: (DatasetReference) throws -> Dataset
  ) throws -> Session {
    let directory = SessionDirectory(path)
    // A writer may replace files between two reads; what counts then is the newer manifest.
    for _ in 0..<20 {
      let digest = try directory.readManifest().digest
      do {
        return try SessionReading(directory).session(
          strategies: strategies, methods: methods, oracle: oracle, load: load)
      } catch {
        guard try directory.readManifest().digest != digest else { throw error }
      }
    }
    throw Failure(path, "changes while it is read", expected: "that nobody writes to it")
  }
}

extension SessionReading {
  fileprivate func session(
    strategies: Catalogue<any Strategy>, methods: Catalogue<any Method>, oracle: (any Oracle)?,
    load: (DatasetReference) throws -> Dataset
  ) throws -> Session {
    var found = try load(dataset)
    guard try found.fingerprint == dataset.fingerprint else { throw try changed(found) }
    guard dataset.scaling.isUsable(channels: found.images.channels) else {
      throw Failure(store.directory.manifestPath, "is damaged: the scaling is none of such images")
    }
    found.scaling = dataset.scaling
    let directory = store.directory
    try plan.check(against: found, in: directory.manifestPath)
    try state.check(against: found, plan, in: directory.manifestPath)
    let method = try methods.configuration(saved: state.method)
    let known = Set(strategies.recipes.map(\.name))
    if let unknown = state.strategy.namesWithin.first(where: { !known.contains($0) }) {
      throw Failure(
        directory.path, "asks with the strategy '\(unknown)', which is not known here",
        expected: "to be added before it is opened", code: .unknownStrategy, subject: unknown)
    }
    var tensors = tensors
    guard let weights = tensors.removeValue(forKey: "learner") else {
      throw Failure(directory.manifestPath, "is damaged: no tensors of the learner")
    }
    var contents = try Contents(
      state, method: method, strategy: strategies.configuration(saved: state.strategy),
      training: plan.trainingIDs, tensors: tensors)
    for answer in newer { try contents.take([answer]) }
    // Fresh weights, at once replaced by the saved ones; drawn from streams of their own.
    var scratch = Streams(seed: plan.seed)
    let learner = try state.settings.apply {
      try method.product.makeLearner(
        imageShape: found.images.shape, classes: found.classNames.count, streams: &scratch)
    }
    try learner.restore(weights)
    return Session(
      found, plan: plan, contents: contents, learner: learner,
      oracle: try oracle ?? found.oracle, store: store, takenUp: newer.count)
  }

  /// Ids would now mean other images; what users answered is kept by the names of files, too.
  private func changed(_ found: Dataset) throws -> Failure {
    let directory = store.directory
    let counts = [dataset.images ?? found.images.count, found.images.count]
    let words =
      counts[0] == counts[1]
      ? try [dataset.fingerprint, found.fingerprint].map { "fingerprint \($0.prefix(12))" }
      : counts.map { "\($0) images" }
    return Failure(
      directory.path,
      "was made on other data of the name '\(found.name)': images, classes or splits have changed",
      expected: words[0], got: words[1], code: .otherData,
      subject: directory.hasLabelTable ? directory.labelTablePath : nil)
  }
}
