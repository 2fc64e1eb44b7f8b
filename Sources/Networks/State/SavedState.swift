import Tensors

/// Saved tensors by name, or those of one part; what is wrong with one is said with its whole name.
public struct SavedState {
  /// By the names that the part itself gives them.
  public let tensors: [String: Tensor]
  /// The names of the parts around it, outermost first.
  private let path: [String]

  public init(_ tensors: [String: Tensor]) { self.init(tensors, path: []) }

  private init(_ tensors: [String: Tensor], path: [String]) {
    self.tensors = tensors
    self.path = path
  }

  /// Those of a part: `name` itself, and everything that begins with it and a full stop.
  public func part(_ name: String) -> SavedState {
    var part: [String: Tensor] = [:]
    for (full, tensor) in tensors {
      if let own = Self.name(full, in: name) { part[own] = tensor }
    }
    return SavedState(part, path: path + [name])
  }

  /// Some of them, under the same names.
  func only(_ some: [String: Tensor]) -> SavedState { SavedState(some, path: path) }

  /// What a part calls a tensor; nil where it is not the part's.
  static func name(_ full: String, in part: String) -> String? {
    if full == part { return "" }
    return full.hasPrefix(part + ".") ? String(full.dropFirst(part.count + 1)) : nil
  }

  /// - Parameter shape: nil for any.
  /// - Throws: a `Failure` where it is missing or of another shape.
  public func tensor(_ name: String, shape: [Int]? = nil) throws -> Tensor {
    guard let tensor = tensors[name] else {
      throw Failure("saved state", "no tensor '\(full(name))'")
    }
    guard shape == nil || tensor.shape == shape else {
      throw Failure(
        "saved state", "'\(full(name))' does not fit", expected: "\(shape ?? [])",
        got: "\(tensor.shape)")
    }
    return tensor
  }

  /// - Throws: a `Failure` where there is a tensor besides these.
  public func requireNothing(but names: some Sequence<String>) throws {
    let known = Set(names)
    if let other = tensors.keys.filter({ !known.contains($0) }).min() { throw unknown(other) }
  }

  func unknown(_ name: String) -> Failure {
    Failure("saved state", "'\(full(name))' is not a tensor of this model")
  }

  /// A complaint about a tensor that is there.
  public func damage(_ name: String, expected: String) -> Failure {
    Failure("saved state", "'\(full(name))' is damaged", expected: expected)
  }

  private func full(_ name: String) -> String {
    (path + [name]).filter { !$0.isEmpty }.joined(separator: ".")
  }
}
