import ActiveLearning
import LuaHost
import Tensors

/// A pool that is nothing but tensors, a row for each image: what a strategy looks at where there is
/// no session.
struct PlainPool {
  private let who: String
  private let tensors: [Need: Tensor]
  private let classifiers: [Need: any Classifier]
  private let labelled: [Int: Int]
  private let pseudoLabelled: [Int: Int]
  private let classes: Int?
  private let round: Int
  private let seed: Int

  /// What a call without a session takes: every kind of evidence, and what a session would say.
  static var parameters: [LuaHost.Parameter] {
    Need.allCases.compactMap(parameter)
      + [
        Argument(
          "labelled", .optional(.labels), "rows that are labelled: { { id = 3, class = 1 }, … }"
        ).parameter,
        Argument(
          "pseudo_labelled", .optional(.labels),
          "rows that took over another row's answer for good, as `labelled` has them"
        ).parameter,
        Argument(
          "classes", .optional(.integer(atLeast: 1)),
          "how many; as many as the tensors or the labels have if left out"
        ).parameter,
        Argument("round", .integer(in: 1...1_000_000), "which it would be", default: 1).parameter,
        Argument("seed", .integer(atLeast: 0), "of the random numbers", default: 0).parameter,
      ]
  }

  private static func parameter(_ need: Need) -> LuaHost.Parameter? {
    switch need.form {
    case .labels: nil
    case .classifier: Argument(need.name, .optional(.classifier), need.phrase).parameter
    case .tensor: Argument(need.name, .optional(.tensor), need.description).parameter
    }
  }

  init(_ arguments: Arguments) throws {
    var tensors: [Need: Tensor] = [:]
    var classifiers: [Need: any Classifier] = [:]
    for need in Need.allCases {
      switch need.form {
      case .labels: break
      case .classifier:
        classifiers[need] = try arguments.read(need.name, .optional(.classifier))?.classifier()
      case .tensor: tensors[need] = try arguments.read(need.name, .optional(.tensor))
      }
    }
    self.tensors = tensors
    self.classifiers = classifiers
    who = arguments.who
    labelled = try arguments.read("labelled", .optional(.labels)) ?? [:]
    pseudoLabelled = try arguments.read("pseudo_labelled", .optional(.labels)) ?? [:]
    classes = try arguments.read("classes", .optional(.integer(atLeast: 1)))
    round = try arguments.read("round", .integer(in: 1...1_000_000))
    seed = try arguments.read("seed", .integer(atLeast: 0))
  }

  var rng: Random { Random(seed: UInt64(seed), stream: "strategy") }

  /// - Throws: a `Failure` where tensors are of different numbers of rows, or there are none.
  func query(_ monitor: Monitor) throws -> Query {
    let rows = try self.rows()
    if let unknown = (Array(labelled.keys) + pseudoLabelled.keys).filter({ $0 >= rows }).min() {
      throw Failure(
        who, "no row \(index: unknown) to be labelled", expected: "\(indicesBelow: rows)",
        code: .outOfRange)
    }
    let told = tensors.map { need, tensor in
      need.axes.last == "classes" ? tensor.shape.last ?? 0 : 0
    }
    let classes =
      (told + [
        classes ?? 0, (labelled.values.max() ?? -1) + 1, (pseudoLabelled.values.max() ?? -1) + 1,
      ]).max() ?? 0
    return Query(
      candidates: (0..<rows).filter { labelled[$0] == nil }, labelled: labelled,
      pseudoLabelled: pseudoLabelled.filter { labelled[$0.key] == nil }, classes: classes,
      round: round, evidence: evidence, monitor: monitor)
  }

  private var evidence: Evidence {
    var evidence = Evidence()
    for (need, classifier) in classifiers { evidence.give(need) { classifier } }
    for (need, tensor) in tensors {
      if need.planes == nil {
        evidence.give(need) { ids in try need.rows(ids, of: tensor) }
      } else {
        evidence.give(need) { [who] (count: Int, ids: [Int]) in
          guard count <= tensor.shape[0] else {
            throw Failure(
              who, "too few \(need.name) were given",
              expected: "\(count), or another option of the strategy", got: "\(tensor.shape[0])")
          }
          return try need.rows(ids, of: tensor, planes: count)
        }
      }
    }
    return evidence
  }

  private func rows() throws -> Int {
    var rows: Int?
    for need in Need.allCases {
      guard let tensor = tensors[need] else { continue }
      let shape = tensor.shape
      let given = shape.indices.contains(need.imageAxis) ? shape[need.imageAxis] : 0
      guard need.fits(shape, images: rows ?? given) else {
        throw Failure(
          who, "\(need.name) of another shape",
          expected: need.shape(images: rows.map { "\($0)" } ?? "n"), got: "\(shape)")
      }
      rows = given
    }
    guard let rows else {
      throw Failure(who, "no rows to choose from", expected: "a tensor, such as probabilities")
    }
    return rows
  }
}
