import ActiveLearning
import LuaHost
import Tensors

/// A network under its name.
struct NetworkHandle: LuaObject {
  let name: String
  let network: any Network
  /// Whose it is; weights that are loaded change that session.
  var session: Session?

  /// The network where it tells classes apart.
  func classifier() throws -> any Classifier {
    guard let classifier = network as? any Classifier else {
      throw Failure(name, "it tells no classes apart", expected: "a classifier")
    }
    return classifier
  }
}

/// A network as Lua sees it.
enum NetworkType {
  static func type(_ workspace: Workspace) -> UserType<NetworkHandle> {
    UserType(
      "network", "Layers with named weights.",
      members: [
        .property("weights", "Every weight and running statistic: tensors by name.") {
          try $0.network.state
        },
        .property("count", "The number of trained weights.") { $0.network.weightCount },
        .property("classes", "How many it tells apart; nil where it is no classifier.") {
          ($0.network as? any Classifier)?.classes
        },
        predict(workspace), save(workspace), load(workspace),
      ], text: { "\($0.name), \($0.network.weightCount) weights" },
      display: { n in
        let rows = [["layer", "", "output", "weights"]] + (try n.network.summaryRows())
        return "\(n.name), \(n.network.weightCount) weights\n"
          + TextTable.render(rows, rightAligned: [3])
      })
  }

  private static func predict(_ workspace: Workspace) -> Member<NetworkHandle> {
    .method(
      "predict", "What a classifier says of images: probabilities and embeddings in one pass.",
      Argument("images", .tensor, "[n × channels × height × width]"),
      returns: "two tensors: [n × classes], rows sum to 1, and [n × features]",
      examples: [
        """
        n = network.cnn{ shape = { 1, 8, 8 }, classes = 10 }
        p, z = n:predict(dataset.load("digits"):batch{ 1, 2, 3 })
        """
      ]
    ) { (n: NetworkHandle, images: Tensor) -> Value in
      let classifier = try n.classifier()
      guard Array(images.shape.dropFirst()) == classifier.inputShape else {
        throw Failure(
          "\(n.name):predict", "images of another shape",
          expected: "[n × \(Self.text(classifier.inputShape))]", got: "[\(Self.text(images.shape))]"
        )
      }
      var (probabilities, embeddings): ([Tensor], [Tensor]) = ([], [])
      for start in stride(from: 0, to: max(images.shape[0], 1), by: chunk) {
        try workspace.monitor.checkpoint()
        let part = try images.rows(start..<min(start + chunk, images.shape[0]))
        let outputs = try classifier.outputs(of: part)
        probabilities.append(outputs.probabilities)
        embeddings.append(outputs.embeddings)
      }
      return .several([
        try Tensor.concatenated(probabilities).luaValue,
        try Tensor.concatenated(embeddings).luaValue,
      ])
    }
  }

  private static func save(_ workspace: Workspace) -> Member<NetworkHandle> {
    .method(
      "save", "Writes the weights as .safetensors.", Argument("path", .string, "a file")
    ) { (n: NetworkHandle, path: String) in
      try SafeTensors.write(n.network.state, to: workspace.path(path))
    }
  }

  private static func load(_ workspace: Workspace) -> Member<NetworkHandle> {
    .method(
      "load", "Reads weights that fit by name and shape; on an error nothing has changed.",
      options: Argument("path", .string, "a .safetensors file", leading: true),
      Argument(
        "except", .optional(.choice(["head"])),
        "head: what makes the classes may be missing or of another size, and stays as it is"),
      returns: "a table: count of tensors taken, names of fresh ones, names of unused ones",
      notes: """
        Files with torchvision's names of resnet18, vgg16_bn and convnext_tiny load as they are, in
        any floating-point type; of convnext_tiny, timm's too.
        """
    ) { (n: NetworkHandle, path: String, except: String?) -> Value in
      let tensors = try SafeTensors.read(workspace.path(path)).tensors
      let load = { try n.network.load(tensors, exceptTask: except != nil) }
      let loading = try n.session?.changeWeights("load weights", load) ?? load()
      if loading.repeated != nil {
        workspace.monitor.announce(
          "load: the weights are for three channels, the images are grey: repeated to three")
      }
      return .record([
        ("count", .integer(loading.count)), ("fresh", loading.fresh.luaValue),
        ("unused", loading.unused.luaValue),
      ])
    }
  }

  /// Images that go through a network at once.
  private static let chunk = 256

  private static func text(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: " × ")
  }
}
