import ActiveLearning

/// The version that `--version` and the banner name.
enum Version {
  static let text = Crescent.version
}
