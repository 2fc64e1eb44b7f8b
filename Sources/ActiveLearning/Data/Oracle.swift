/// Who answers a query: the ground truth, a person, a function; the only reader of hidden labels.
public protocol Oracle {
  /// The class of each of these pictures, in their order.
  func answer(_ ids: [Int]) throws -> [Int]
}
