/// Something that is done to a session.
struct Activity {
  /// Who says so where it is refused: `train`.
  let name: String
  /// As the history has it: `train 10 epochs`.
  let description: String
  /// Why nothing else may happen meanwhile.
  let refusal: String

  /// - Parameters:
  ///   - details: what tells it from others of its name.
  ///   - refusal: nil for `the session is busy: NAME`.
  init(_ name: String, _ details: String = "", refusal: String? = nil) {
    self.name = name
    description = details.isEmpty ? name : "\(name) \(details)"
    self.refusal = refusal ?? "the session is busy: \(description)"
  }

  /// A strategy chooses; it may be a user's, which sees the session.
  static func query(_ count: Int) -> Activity {
    Activity("query", "\(count)", refusal: "a strategy is choosing")
  }

  /// A strategy scores, in the same way.
  static var scores: Activity { Activity("scores", refusal: "a strategy is choosing") }
}
