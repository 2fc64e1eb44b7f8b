/// What is asked about a chosen image.
public enum Question: Codable, Equatable, Sendable {
  /// Which class is it?
  case label
  /// Which class is it? The followers take the answer as a pseudo-label: for good where they are
  /// kept, until the next query that spreads answers otherwise.
  case representative(followers: [Int], areKept: Bool? = nil)
  /// Are these, the chosen image among them, of one class, and which? Answered where the largest
  /// class has at least the share `purity` of them.
  case cluster(members: [Int], purity: Double)
  /// Is it of the same class as that one?
  case pair(with: Int)

  /// Ids that the question is about besides the chosen one.
  public var others: [Int] {
    switch self {
    case .label: []
    case .representative(let followers, _): followers
    case .cluster(let members, _): members
    case .pair(let other): [other]
    }
  }

  /// Whether the answer is a class of the chosen image.
  package var asksForClass: Bool {
    switch self {
    case .label, .representative: true
    case .cluster, .pair: false
    }
  }

  /// Whether the answer reaches other images, until the next query whose answers do.
  package var isProvisional: Bool {
    switch self {
    case .representative(_, let areKept): areKept != true
    case .cluster: true
    case .label, .pair: false
    }
  }

  /// What may be answered.
  package var expectation: String {
    switch self {
    case .label, .representative: "a class"
    case .cluster: "a class, or false where its images are of several"
    case .pair: "true or false"
    }
  }
}

/// The answer to one question.
public enum Reply: Equatable, Sendable {
  case label(Int)
  /// The images are of several classes.
  case mixed
  case same(Bool)
}

/// Two images that are known to be of one class, or of two.
public struct PairConstraint: Codable, Equatable, Sendable {
  public let first: Int
  public let second: Int
  /// Whether they are of the same class: a must-link; otherwise a cannot-link.
  public let isSame: Bool

  public init(_ first: Int, _ second: Int, isSame: Bool) {
    self.first = first
    self.second = second
    self.isSame = isSame
  }
}
