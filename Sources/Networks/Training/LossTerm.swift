/// One term of a loss, averaged.
public struct LossTerm: Codable, Equatable, Sendable {
  public let name: String
  public let value: Double

  public init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}
