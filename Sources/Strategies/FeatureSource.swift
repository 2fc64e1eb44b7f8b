import Queries
import Recipes
import Tensors

/// Which features of the images a strategy looks at.
enum FeatureSource: String, CaseIterable, Sendable {
  /// Those of the model that the session trains.
  case embeddings
  /// Those of a task that was learned without labels.
  case pretext

  var need: Need {
    switch self {
    case .embeddings: .embeddings
    case .pretext: .pretext
    }
  }

  /// - Shape: [candidates × features].
  func candidates(of query: Query) throws -> Tensor { try query.tensor(need) }

  /// - Shape: [labelled × features], in the order of `query.labels.ids`; nil where none are.
  func labelled(of query: Query) throws -> Tensor? {
    query.labelled.isEmpty ? nil : try query.labelledTensor(need)
  }

  /// The option that chooses one.
  static func option(_ standard: FeatureSource) -> Option<String> {
    Option(
      "features", standard.rawValue, of: allCases.map(\.rawValue),
      "the trained model's embeddings, or those of a task learned without labels")
  }

  /// The case of an option's value, which the option has checked.
  init(option name: String) { self = FeatureSource(rawValue: name) ?? .embeddings }
}

/// Every image of the pool, labelled or not, with its features.
struct WholePool {
  /// Ascending.
  let ids: [Int]
  /// [ids × features].
  let features: Tensor
  /// The row of each id.
  let rows: [Int: Int]

  init(_ query: Query, _ source: FeatureSource) throws {
    let candidates = try source.candidates(of: query)
    let unsorted = query.candidates + query.labels.ids
    let order = unsorted.indices.sorted { unsorted[$0] < unsorted[$1] }
    ids = order.map { unsorted[$0] }
    if let labelled = try source.labelled(of: query) {
      features = try Tensor.concatenated([candidates, labelled]).gather(rows: order)
    } else {
      features = order == Array(order.indices) ? candidates : try candidates.gather(rows: order)
    }
    rows = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
  }
}
