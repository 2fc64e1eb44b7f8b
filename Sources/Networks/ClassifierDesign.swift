import Tensors

/// An architecture before it knows its images and classes: settings, and how to build it.
///
/// What the catalogue of networks is a catalogue of, as methods are settings that make learners.
public protocol ClassifierDesign: Sendable {
  /// A network with fresh weights.
  /// - Parameters:
  ///   - inputShape: channels, height, width.
  ///   - rng: where the weights come from, the stream `weights`.
  /// - Throws: a `Failure` for images that the architecture cannot take.
  func makeClassifier(
    inputShape: [Int], classes: Int, using rng: inout Random
  ) throws -> any Classifier
}

extension ClassifierDesign {
  /// Checks what no architecture takes, before any weight is made.
  /// - Parameter least: the smallest side that leaves something after all poolings.
  func check(_ inputShape: [Int], classes: Int, least: Int, as name: String) throws {
    guard inputShape.count == 3, 1...64 ~= inputShape[0], least...1024 ~= inputShape[1],
      least...1024 ~= inputShape[2]
    else {
      throw Failure(
        name, "images do not fit",
        expected: "channels×height×width, sides from \(least) to 1024",
        got: Shape.text(inputShape))
    }
    guard 1...100_000 ~= classes else {
      throw Failure(
        name, "no such number of classes", expected: "1 to 100000", got: "\(classes)")
    }
  }
}
