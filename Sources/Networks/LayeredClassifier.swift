import Tensors

/// A classifier of layers in a row: a body that embeds images, and a head that gives logits.
public final class LayeredClassifier: Classifier {
  /// Channels, height, width.
  public let inputShape: [Int]
  public let classes: Int
  public let embeddingSize: Int
  /// Images to embeddings.
  public let body: Sequential
  /// Embeddings to logits.
  public let head: Sequential
  public let taskNames: [String]
  public let otherNames: [String: String]

  /// - Parameters:
  ///   - taskNames: beginnings of the names of what another task replaces; the head's, if left out.
  ///   - otherNames: names that other libraries have for the same tensors.
  /// - Throws: a `Failure` that names the first layer that does not fit.
  init(
    inputShape: [Int], body: Sequential, head: Sequential, taskNames: [String]? = nil,
    otherNames: [String: String] = [:]
  ) throws {
    let embedding = try body.outputShape(for: inputShape)
    embeddingSize = embedding.reduce(1, *)
    classes = try head.outputShape(for: embedding).reduce(1, *)
    self.inputShape = inputShape
    self.body = body
    self.head = head
    self.taskNames = taskNames ?? head.parameters.map(\.name)
    self.otherNames = otherNames
  }

  public var parameters: [NamedParameter] { body.parameters + head.parameters }

  public func embed(_ images: Tensor, _ pass: Pass) throws -> Tensor {
    guard Array(images.shape.dropFirst()) == inputShape else {
      throw Failure(
        "network", "images of another shape", expected: "n×\(Shape.text(inputShape))",
        got: Shape.text(images.shape))
    }
    return try body(images, pass)
  }

  public func classify(_ embeddings: Tensor, _ pass: Pass) throws -> Tensor {
    try head(embeddings, pass)
  }

  public func summaryRows() throws -> [[String]] {
    try body.summary(for: inputShape, under: "") + head.summary(for: [embeddingSize], under: "")
  }
}
