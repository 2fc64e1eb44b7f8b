import Geometry
import Queries
import Recipes
import Tensors

/// Spends part of the questions on whole clusters, each answered with one class where it is pure
/// enough, and the rest on single images.
public struct ClusterAnnotation: Strategy {
  /// What is asked first.
  enum Order: String, CaseIterable { case images, clusters }

  /// The share of the questions that are about single images.
  let share: Double
  let order: Order
  /// The least share of a cluster's largest class at which it is answered.
  let purity: Double
  let sampler: any Strategy

  public var needs: Set<Need> { sampler.needs.intersection([.earlier]).union([.embeddings]) }

  public func select(_ query: Query, count: Int, using rng: inout Random) throws -> Selection {
    guard count > 0 else { return Selection(ids: [], scores: [], scoreName: "none") }
    let query = try query.ascending()
    let images = Shares.split(count, by: [share, 1 - share])[0]
    switch order {
    case .images:
      // Images leave the pool before it is clustered.
      let single = try ask(query, count: images, using: &rng)
      let rest = try query.without(single.ids)
      return Selection(joining: [single, try clusters(rest, count: count - images, using: &rng)])
    case .clusters:
      let whole = try clusters(query, count: count - images, using: &rng)
      let single = try ask(query.without(whole.ids), count: images, using: &rng)
      return Selection(joining: [whole, single])
    }
  }

  /// Single images; at random as long as nothing is labelled, since nothing was learned.
  private func ask(
    _ query: Query, count: Int, using rng: inout Random
  ) throws -> Selection {
    let strategy: any Strategy = query.labelled.isEmpty ? RandomSampling() : sampler
    return try strategy.choose(query, count: count, using: &rng)
  }

  /// As many clusters as questions, each known by the image nearest to its centre, largest first.
  private func clusters(
    _ query: Query, count: Int, using rng: inout Random
  ) throws -> Selection {
    guard count > 0 else { return Selection(ids: [], scores: [], scoreName: "none") }
    let clustering = try KMeans(clusters: count, iterations: 40).fit(
      query.embeddings(), using: &rng, checkpoint: query.monitor.checkpoint)
    let members = clustering.members().filter { !$0.isEmpty }.sorted {
      (-$0.count, $0[0]) < (-$1.count, $1[0])
    }
    let medoids = members.map { rows in
      rows.min { clustering.squaredDistances[$0] < clustering.squaredDistances[$1] } ?? rows[0]
    }
    let whole = Selection(
      ids: medoids.map { query.candidates[$0] }, scores: members.map { Float($0.count) },
      scoreName: "size of its cluster",
      questions: members.map { rows in
        // One image alone is asked for its own class.
        rows.count == 1
          ? .label : .cluster(members: rows.map { query.candidates[$0] }, purity: purity)
      })
    guard members.count < count else { return whole }
    // Fewer images differ than clusters were asked for.
    let single = try ask(
      query.without(whole.ids), count: count - members.count, using: &rng)
    return Selection(joining: [whole, single])
  }

  public func effort(candidates: Int, labelled: Int, count: Int) -> String? {
    Effort.comparing(
      "cluster_annotation", pairs: 10 * Double(candidates) * Double(count) * (1 - share))
  }

  public static let recipe = Recipe<any Strategy>(
    "cluster_annotation",
    "Whole clusters, answered with one class where they are pure, and images.",
    source: "Perez, Lebret & Aberer 2018, §3; a share of 0 is its cluster-only scenario",
    Option<Double>("share", 0.5, in: 0...1, "of the questions that are about single images"),
    Option<String>(
      "first", "images", of: Order.allCases.map(\.rawValue),
      "images, which then leave the pool before it is clustered, or clusters"),
    Option<Double>("purity", 0.8, in: 0...1, "share of one class from which a cluster is answered"),
    Option<NamedOptions>(
      "sampler", "a strategy", default: NamedOptions("entropy"), "what chooses single images"),
    composing: { (catalogue, share: Double, first: String, purity: Double, sampler: NamedOptions) in
      ClusterAnnotation(
        share: share, order: Order(rawValue: first) ?? .images, purity: purity,
        sampler: try sampler.strategy(of: catalogue))
    })
}
