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
  /// Objects first, then rounds and labels, the manifest last; each flushed to disk.
  /// - Throws: a `Failure` where the directory holds another session or cannot be written.
  public func save(to path: String) throws {
    try requireIdle("save")
    let directory = SessionDirectory(path)
    try AtomicFile.makeDirectory(directory.path)
    let lock = try directory.lock()
    defer { lock.release() }
    if directory.exists {
      let (earlier, digest) = try directory.readManifest()
      guard earlier.session == identity else {
        throw Failure(
          path, "holds another session", expected: "a new directory, or the one it was saved to")
      }
      guard ownManifests.contains(digest) else {
        throw Failure(
          path, "was saved by somebody else since this session was read",
          expected: "session.open to go on from there, or a new directory")
      }
    }
    let learnerObject = try directory.storeTensors(learner.state)
    let rounds = try closedRounds.map { try directory.store(round: $0) }
    let labels = try directory.store(annotations: annotations)
    if let labelTable { try directory.store(labelTable: labelTable) }
    let manifest = Manifest(
      engine: Crescent.version, session: identity, seed: seed, threads: settings.threads,
      precision: settings.precision, winograd: settings.winograd, force: settings.force,
      dataset: DatasetReference(
        name: dataset.name, root: dataset.root, fingerprint: dataset.fingerprint,
        scaling: dataset.scaling, origin: dataset.origin, images: dataset.images.count),
      trainingIDs: trainingIDs,
      validationIDs: validationIDs,
      method: method.named, strategy: strategy.named, pretrainedEpochs: pretrainedEpochs,
      rounds: rounds, current: current, streams: streams, labels: labels,
      labelCount: annotations.count, learner: learnerObject,
      earlier: try earlier.map(directory.storeTensors),
      provisional: provisional.isEmpty ? nil : provisional,
      constraints: constraints.isEmpty ? nil : constraints)
    ownManifests.insert(try directory.write(manifest))
    home = path
    savedMark = mark
    directory.removeUnreferenced(keeping: manifest)
  }

  /// Reads a session back.
  /// - Parameters:
  ///   - load: finds the data set that the session names.
  /// - Throws: a `Failure` that names the file which is missing, damaged or of another format.
  public static func open(
    _ path: String, strategies: Catalogue<any Strategy> = .strategies,
    methods: Catalogue<any Method> = .methods, load: (DatasetReference) throws -> Dataset
  ) throws -> Session {
    let directory = SessionDirectory(path)
    // A writer may replace files between two reads; what counts then is the newer manifest.
    for _ in 0..<20 {
      let (manifest, digest) = try directory.readManifest()
      do {
        return try read(
          manifest, digest, in: directory, strategies: strategies, methods: methods, load: load)
      } catch {
        guard try directory.readManifest().digest != digest else { throw error }
      }
    }
    throw Failure(path, "changes while it is read", expected: "that nobody writes to it")
  }

  /// Ids would now mean other pictures; what users answered is kept by the names of files, too.
  private static func changed(
    _ dataset: Dataset, since reference: DatasetReference, in directory: SessionDirectory
  ) -> Failure {
    let counts = [reference.images ?? dataset.images.count, dataset.images.count]
    let words =
      counts[0] == counts[1]
      ? [reference.fingerprint, dataset.fingerprint].map { "fingerprint \($0.prefix(12))" }
      : counts.map { "\($0) images" }
    return Failure(
      directory.path,
      "was made on other data of the name '\(dataset.name)': pictures, classes or splits have changed"
        + (directory.hasLabelTable
          ? "; a new session takes its labels by s:label_from \"\(directory.labelTablePath)\""
          : ""),
      expected: words[0], got: words[1])
  }

  private static func read(
    _ manifest: Manifest, _ digest: String, in directory: SessionDirectory,
    strategies: Catalogue<any Strategy>, methods: Catalogue<any Method>,
    load: (DatasetReference) throws -> Dataset
  ) throws -> Session {
    let path = directory.path
    var dataset = try load(manifest.dataset)
    guard dataset.fingerprint == manifest.dataset.fingerprint else {
      throw changed(dataset, since: manifest.dataset, in: directory)
    }
    dataset.scaling = manifest.dataset.scaling
    try manifest.check(against: dataset, in: directory.manifestPath)
    let method = try methods.configuration(manifest.method)
    let known = Set(strategies.recipes.map(\.name))
    if let stranger = manifest.strategy.namesWithin.first(where: { !known.contains($0) }) {
      throw Failure(
        path, "asks with the strategy '\(stranger)', which is not known here",
        expected: "strategy.define{ name = \"\(stranger)\", … } before it is opened")
    }
    let strategy = try strategies.configuration(manifest.strategy)
    let annotations = try directory.readAnnotations(
      manifest.labels, count: manifest.labelCount, classes: dataset.classNames.count)
    var pool = try Pool(manifest.trainingIDs)
    for annotation in annotations {
      try pool.label([annotation.id], as: [annotation.label], round: annotation.round)
    }
    let rounds = try directory.readRounds(manifest.rounds)
    try manifest.check(rounds, dataset, directory.manifestPath)
    // Fresh weights, at once replaced by the saved ones; drawn from streams of their own.
    var scratch = Streams(seed: manifest.seed)
    let learner = try method.product.makeLearner(
      imageShape: dataset.images.shape, classes: dataset.classNames.count, streams: &scratch)
    try learner.restore(try directory.readTensors(manifest.learner))
    let session = Session(
      SavedSession(
        manifest: manifest, dataset: dataset, method: method, strategy: strategy,
        annotations: annotations, pool: pool, rounds: rounds,
        oracle: try dataset.oracle, learner: learner,
        earlier: try manifest.earlier.map(directory.readTensors), digest: digest))
    session.home = path
    return session
  }
}

/// The parts of a session that has been read and checked.
struct SavedSession {
  let manifest: Manifest
  let dataset: Dataset
  let method: Configuration<any Method>
  let strategy: Configuration<any Strategy>
  let annotations: [Annotation]
  let pool: Pool
  let rounds: [RoundRecord]
  let oracle: any Oracle
  let learner: any Learner
  let earlier: [String: Tensor]?
  /// Of the manifest that it was read by.
  let digest: String
}
