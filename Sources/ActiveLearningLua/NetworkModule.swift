import ActiveLearning
import LuaHost
import Tensors

/// A network under its name.
struct NetworkHandle: LuaObject {
  let name: String
  let network: any Network
}

/// `network`: what learns.
enum NetworkModule {
  static func module(_ workspace: Workspace) -> Module {
    Module(
      "network", "What learns: layers with named weights.",
      functions: [autoencoder(workspace)], types: [type(workspace)])
  }

  private static func autoencoder(_ workspace: Workspace) -> Function {
    Function(
      "autoencoder", "The convolutional autoencoder of CCL, with fresh weights.",
      options: Argument("shape", .shape, "of one picture: channels, height, width"),
      Argument("embedding", .integer(in: 1...4096), "size of the embedding", default: 10),
      Argument("seed", .optional(.integer(atLeast: 0)), "of the weights; seed() if left out"),
      returns: "a network", examples: ["network.autoencoder{ shape = { 1, 28, 28 } }"],
      source: "Roda & Geva 2024, §3.1; Guo et al. 2017 (DCEC)"
    ) { (shape: [Int], embedding: Int, seed: Int?) in
      var rng = Random(seed: seed.map(UInt64.init) ?? workspace.seed, stream: "weights")
      return NetworkHandle(
        name: "autoencoder",
        network: try Autoencoder(inputShape: shape, embeddingSize: embedding, using: &rng))
    }
  }

  private static func type(_ workspace: Workspace) -> UserType<NetworkHandle> {
    UserType(
      "network", "Layers with named weights.",
      members: [
        .property("weights", "Every weight and running statistic: tensors by name.") {
          $0.network.state
        },
        .property("count", "The number of trained weights.") { $0.network.weightCount },
        .method(
          "save", "Writes the weights as .safetensors.", Argument("path", .string, "a file")
        ) { (n: NetworkHandle, path: String) in
          try SafeTensors.write(n.network.state, to: workspace.path(path))
        },
        .method(
          "load", "Reads weights that fit by name and shape; on an error nothing has changed.",
          Argument("path", .string, "a .safetensors file")
        ) { (n: NetworkHandle, path: String) in
          try n.network.restore(try SafeTensors.read(workspace.path(path)).tensors)
        },
      ], text: { "\($0.name), \($0.network.weightCount) weights" },
      display: { n in
        let rows = [["layer", "", "output", "weights"]] + (try n.network.summaryRows())
        return "\(n.name), \(n.network.weightCount) weights\n"
          + TextTable.render(rows, rightAligned: [3])
      })
  }
}
