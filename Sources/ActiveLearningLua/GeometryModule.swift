import ActiveLearning
import LuaHost
import Tensors

/// `geometry`: groups, neighbours, covers and images of points.
enum GeometryModule {
  static func module(_ workspace: Workspace) -> Module {
    Module(
      "geometry", "Groups, neighbours, covers and projections of the rows of tensors.",
      functions: [
        kmeans(workspace), seeds(workspace), knn(workspace), kCenter(workspace),
        farthestFirst(workspace), pca(workspace), tsne(workspace), assignment,
      ], types: [ClusteringType.type, ProjectionType.type])
  }

  static var points: Argument<Tensor> {
    Argument("points", .tensor, "[n × features]", leading: true)
  }

  static var seed: Argument<Int?> {
    Argument("seed", .optional(.integer(atLeast: 0)), "of what chance decides; seed() if left out")
  }

  private static func stream(_ name: String, _ seed: Int?, _ workspace: Workspace) -> Random {
    Random(seed: seed.map { UInt64($0) } ?? workspace.seed, stream: name)
  }

  /// Rows from 1 on, each with a number.
  private static func rows(_ rows: [Int], _ name: String, _ numbers: [Float]) -> Value {
    .record([
      ("indices", .sequence(count: rows.count) { .integer(rows[$0] + 1) }),
      (name, numbers.luaValue),
    ])
  }

  private static func kmeans(_ workspace: Workspace) -> Function {
    Function(
      "kmeans", "k-means: groups around centres.",
      options: points, Argument("clusters", .integer(atLeast: 1), "how many"),
      Argument("iterations", .integer(atLeast: 1), "the most passes, or batches", default: 300),
      Argument(
        "tolerance", .float, "stops when centres move less than this part of the variance",
        default: 1e-4),
      Argument(
        "restarts", .integer(in: 1...10_000), "runs, of which the best counts", default: 1),
      Argument(
        "init", .choice(["plus_plus", "random"]), "where centres start", default: "plus_plus"),
      Argument("centres", .optional(.tensor), "[clusters × features], to start from"),
      Argument("spherical", .boolean, "whether only directions count", default: false),
      Argument("batch", .optional(.integer(atLeast: 1)), "points for each step of mini-batches"),
      Argument(
        "labels", .optional(.table), "{ [row] = cluster }: these points stay where they are put"),
      seed, returns: "a clustering",
      notes: "A later iteration passes over points whose nearest centre cannot have changed.",
      examples: ["geometry.kmeans{ points = tensor.random{ shape = { 50, 2 } }, clusters = 3 }"],
      source: "Lloyd 1982; Arthur & Vassilvitskii 2007; Hamerly 2010"
    ) {
      (
        points: Tensor, clusters: Int, iterations: Int, tolerance: Float, restarts: Int,
        start: String, centres: Tensor?, spherical: Bool, batch: Int?, labels: LuaTable?,
        seed: Int?
      ) in
      let settings = KMeans(
        clusters: clusters, iterations: iterations, tolerance: tolerance, restarts: restarts,
        initialisation: centres.map { .given($0) } ?? (start == "random" ? .random : .plusPlus),
        spherical: spherical, batch: batch)
      var rng = stream("k-means", seed, workspace)
      let checkpoint = workspace.monitor.checkpoint
      guard let labels else {
        return ClusteringView(
          clustering: try settings.fit(points, using: &rng, checkpoint: checkpoint))
      }
      return ClusteringView(
        clustering: try settings.fit(
          points, clamped: clamped(labels), using: &rng, checkpoint: checkpoint))
    }
  }

  private static func clamped(_ table: LuaTable) throws -> [Int: Int] {
    var labels: [Int: Int] = [:]
    for (key, value) in try table.pairs() {
      let row = try Kind<Int>.index.read(key, what: "a row of labels", who: "geometry.kmeans")
      labels[row] = try Kind<Int>.index.read(
        value, what: "the cluster of row \(row + 1)", who: "geometry.kmeans")
    }
    return labels
  }

  private static func seeds(_ workspace: Workspace) -> Function {
    Function(
      "plus_plus", "k-means++: rows far from each other, drawn by squared distance.",
      options: points, Argument("count", .integer(atLeast: 0), "how many rows"),
      Argument("first", .optional(.index), "the first row; drawn uniformly if left out"),
      Argument(
        "trials", .optional(.integer(in: 1...1000)),
        "draws of which the best counts; 2 + ln count if left out"),
      seed, returns: "a list of rows",
      examples: ["geometry.plus_plus{ points = tensor.random{ shape = { 50, 2 } }, count = 3 }"],
      source: "Arthur & Vassilvitskii 2007"
    ) { (points: Tensor, count: Int, first: Int?, trials: Int?, seed: Int?) in
      var rng = stream("k-means++", seed, workspace)
      return try KMeansPlusPlus(trials: trials).seeds(
        count, of: points, first: first, using: &rng, checkpoint: workspace.monitor.checkpoint
      ).map { $0 + 1 }
    }
  }

  private static func knn(_ workspace: Workspace) -> Function {
    Function(
      "knn", "The exact nearest neighbours of each row.",
      options: points, Argument("k", .integer(atLeast: 1), "how many"),
      Argument(
        "queries", .optional(.tensor),
        "[m × features]; the points themselves if left out, none its own neighbour"),
      Argument(
        "metric", .choice(of: DistanceMetric.self), "squared Euclidean, or 1 − cosine",
        default: .euclidean),
      returns: "indices, a list of rows for each query, nearest first, and distances, a tensor",
      examples: ["geometry.knn{ points = tensor.random{ shape = { 9, 2 } }, k = 2 }.indices"]
    ) { (points: Tensor, k: Int, queries: Tensor?, metric: DistanceMetric) -> Value in
      // Lua's tables of what is found, besides what the search takes.
      let queriesCount = Double((queries ?? points).shape.first ?? 0)
      try Memory.require(
        (16 * Double(k) + 64) * queriesCount, for: "geometry.knn", "\(k) neighbours of each row")
      let table = try Neighbours.nearest(
        k, of: queries, among: points, metric: metric, checkpoint: workspace.monitor.checkpoint)
      let indices = Value.sequence(count: table.queries) { query in
        .sequence(count: k) { .integer(table.indices[query * k + $0] + 1) }
      }
      let distances = try Tensor(table.distances, shape: [table.queries, k])
      return .record([("indices", indices), ("distances", distances.luaValue)])
    }
  }

  private static func kCenter(_ workspace: Workspace) -> Function {
    Function(
      "k_center", "Again and again the row farthest from all that are picked or covered.",
      options: points, Argument("count", .integer(atLeast: 0), "how many rows"),
      Argument("covered", .optional(.tensor), "[m × features], such as what is labelled"),
      returns: "indices, the rows as picked, and distances, squared, before each pick",
      notes: "With nothing covered, the row nearest to the mean comes first.",
      examples: ["geometry.k_center{ points = tensor.random{ shape = { 50, 2 } }, count = 3 }"],
      source: "Gonzalez 1985; Sener & Savarese 2018"
    ) { (points: Tensor, count: Int, covered: Tensor?) in
      let picks = try KCenter.greedy(
        points, covered: covered, count: count, checkpoint: workspace.monitor.checkpoint)
      return rows(picks.indices, "distances", picks.distances)
    }
  }

  private static func farthestFirst(_ workspace: Workspace) -> Function {
    Function(
      "farthest_first", "Farthest-first traversal: k_center from a given row.",
      options: points, Argument("count", .integer(atLeast: 0), "how many rows"),
      Argument("first", .index, "where to start", default: 0),
      returns: "indices, the rows as picked, and distances, squared, before each pick",
      examples: [
        "geometry.farthest_first{ points = tensor.random{ shape = { 50, 2 } }, count = 3 }"
      ], source: "Gonzalez 1985"
    ) { (points: Tensor, count: Int, first: Int) in
      let picks = try KCenter.farthestFirst(
        points, from: first, count: count, checkpoint: workspace.monitor.checkpoint)
      return rows(picks.indices, "distances", picks.distances)
    }
  }

  private static func pca(_ workspace: Workspace) -> Function {
    Function(
      "pca", "Principal components: the orthogonal directions of most variance.",
      options: points, Argument("components", .integer(atLeast: 1), "how many", default: 2),
      Argument("whiten", .boolean, "whether coordinates get variance 1", default: false),
      Argument(
        "method", .choice(of: PCA.Method.self), "exact, or by random subspaces", default: .auto),
      Argument(
        "oversampling", .integer(in: 0...1_000_000),
        "directions of a random subspace beyond the components", default: 10),
      Argument(
        "iterations", .optional(.integer(in: 0...1_000_000)),
        "how often a random subspace is turned; 7 for less than a tenth of all components, else 4, "
          + "if left out"),
      seed, returns: "a projection",
      examples: ["geometry.pca{ points = tensor.random{ shape = { 50, 4 } } }"],
      source: "Halko, Martinsson & Tropp 2011, where randomized"
    ) {
      (
        points: Tensor, components: Int, whiten: Bool, method: PCA.Method, oversampling: Int,
        iterations: Int?, seed: Int?
      ) in
      var rng = stream("pca", seed, workspace)
      let settings = PCA(
        components: components, whiten: whiten, method: method, oversampling: oversampling,
        iterations: iterations)
      return ProjectionView(
        projection: try settings.fit(points, using: &rng, monitor: workspace.monitor))
    }
  }

  private static func tsne(_ workspace: Workspace) -> Function {
    Function(
      "tsne", "Places in the plane such that neighbours stay neighbours.",
      options: points,
      Argument("perplexity", .number(atLeast: 1), "about how many neighbours count", default: 30),
      Argument("iterations", .integer(in: 0...1_000_000), "steps of descent", default: 750),
      Argument(
        "exaggeration", .number(atLeast: 1),
        "how much stronger attraction is at first; it falls evenly to 1",
        default: 12),
      Argument("exaggerated", .integer(in: 0...1_000_000), "in so many steps", default: 250),
      Argument(
        "rate", .optional(.number(above: 0)), "of learning; n/4 over the exaggeration if left out"),
      Argument(
        "init", .choice(of: TSNE.Initialisation.self), "where places start", default: .pca),
      seed, returns: "a tensor [n × 2]",
      examples: [
        """
        local p = tensor.random{ shape = { 30, 4 } }
        return geometry.tsne{ points = p, perplexity = 5, iterations = 50 }
        """
      ], source: "van der Maaten & Hinton 2008; Linderman et al. 2019"
    ) {
      (
        points: Tensor, perplexity: Double, iterations: Int, exaggeration: Double,
        exaggerated: Int, rate: Double?, start: TSNE.Initialisation, seed: Int?
      ) in
      var rng = stream("t-sne", seed, workspace)
      return try TSNE(
        perplexity: perplexity, iterations: iterations, exaggeration: exaggeration,
        exaggerated: exaggerated, rate: rate, initialisation: start
      ).fit(points, using: &rng, monitor: workspace.monitor)
    }
  }

  private static var assignment: Function {
    Function(
      "assignment", "A column for each row, all different, at the least total cost.",
      options: Argument("costs", .tensor, "[rows × columns]", leading: true),
      Argument("maximize", .boolean, "whether the greatest total is wanted", default: false),
      returns: "a list of columns; false for rows that go without",
      examples: ["geometry.assignment(tensor.new{ { 1, 2 }, { 0, 3 } })"],
      source: "Jonker & Volgenant 1987; Crouse 2016"
    ) { (costs: Tensor, maximize: Bool) -> Value in
      let match = try maximize ? Assignment.largest(costs) : Assignment.smallest(costs)
      return .sequence(count: match.count) { row in
        match[row].map { .integer($0 + 1) } ?? .boolean(false)
      }
    }
  }
}
