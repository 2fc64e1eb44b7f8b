import ActiveLearning
import Foundation
import Tensors
import Testing

@Suite struct LoadingTests {
  private func make(_ design: some ClassifierDesign, classes: Int, seed: UInt64 = 1) throws
    -> any Classifier
  {
    var rng = Random(seed: seed, stream: "weights")
    return try design.makeClassifier(inputShape: [3, 32, 32], classes: classes, using: &rng)
  }

  private struct Entry: Decodable {
    let name: String
    let shape: [Int]
    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      name = try list.decode(String.self)
      shape = try list.decode([Int].self)
    }
  }

  /// Tensors of a library's network, all zeros, by that library's names.
  ///
  /// - Parameter hidden: instead of the 4096 of VGG's hidden layers, which would take half a gigabyte.
  private func file(_ library: String, hidden: Int = 4096) throws -> [String: Tensor] {
    let files: [String: [Entry]] = try GoldenNetwork.decode("tensor-names.json")
    let entries = try #require(files[library])
    return try Dictionary(
      uniqueKeysWithValues: entries.map { entry in
        let inHead = entry.name.hasPrefix("classifier")
        return (
          entry.name, try Tensor.zeros(entry.shape.map { inHead && $0 == 4096 ? hidden : $0 })
        )
      })
  }

  @Test(arguments: [
    "torchvision resnet18", "torchvision vgg16_bn", "torchvision convnext_tiny",
    "timm convnext_tiny",
  ])
  func filesOfOtherLibrariesLoadAsTheyAre(_ library: String) throws {
    let network: any Classifier =
      switch library {
      case "torchvision resnet18": try make(ResNet18(stem: .imagenet), classes: 1000)
      case "torchvision vgg16_bn": try make(VGG16(head: .big, hidden: 6), classes: 1000)
      default: try make(ConvNeXtTiny(embedding: 0), classes: 1000)
      }
    let file = try file(library, hidden: 6)
    let loading = try network.load(file)
    #expect(loading.fresh.isEmpty && loading.unused.isEmpty)
    #expect(loading.count == file.keys.count { !$0.hasSuffix("num_batches_tracked") })
    #expect(try network.state.values.allSatisfy { $0.values().allSatisfy { $0 == 0 } })
  }

  @Test func torchvisionsNamesAreOurs() throws {
    let network = try make(ResNet18(stem: .imagenet), classes: 1000)
    let theirs = try file("torchvision resnet18").mapValues(\.shape)
      .filter { !$0.key.hasSuffix("num_batches_tracked") }
    #expect(try network.state.mapValues(\.shape) == theirs)
  }

  @Test func aNewHeadStaysFreshAndIsNamed() throws {
    let network = try make(ResNet18(stem: .imagenet), classes: 7)
    let before = try #require(network.state["fc.weight"]).values()
    let loading = try network.load(file("torchvision resnet18"), exceptTask: true)
    #expect(loading.fresh == ["fc.weight", "fc.bias"])
    #expect(loading.unused == ["fc.bias", "fc.weight"])
    #expect(try network.state["fc.weight"]?.values() == before)
    #expect(try network.state["conv1.weight"]?.values().allSatisfy { $0 == 0 } == true)
  }

  @Test func aHeadOfOtherLayersStaysFresh() throws {
    let vgg = try make(VGG16(), classes: 7)
    let loading = try vgg.load(file("torchvision vgg16_bn", hidden: 6), exceptTask: true)
    #expect(loading.fresh == ["classifier.weight", "classifier.bias"])
    #expect(loading.unused.allSatisfy { $0.hasPrefix("classifier.") })
    let convnext = try make(ConvNeXtTiny(embedding: 9), classes: 7)
    let rest = try convnext.load(file("timm convnext_tiny"), exceptTask: true)
    #expect(rest.fresh.first == "classifier.2.weight")
    #expect(rest.fresh.dropFirst(2).allSatisfy { $0.hasPrefix("head.") })
  }

  @Test func anyOtherMismatchIsAnErrorAndChangesNothing() throws {
    let network = try make(ResNet18(), classes: 7)
    let before = try network.state.mapValues { $0.values() }
    var good = try network.state.mapValues { try $0 * 2 }
    good["bn1.num_batches_tracked"] = try Tensor(5)

    // The 7×7 stem of the other variant does not fit, head or not.
    #expect {
      try network.load(file("torchvision resnet18"), exceptTask: true)
    } throws: {
      "\($0)" == "weights: 'conv1.weight' does not fit (expected [64, 3, 3, 3], got [64, 3, 7, 7])"
    }
    var missing = good
    missing["layer3.1.bn2.running_var"] = nil
    #expect { try network.load(missing, exceptTask: true) } throws: {
      "\($0)" == "weights: no tensor 'layer3.1.bn2.running_var'"
    }
    var strange = good
    strange["layer5.0.conv1.weight"] = try Tensor(1)
    #expect { try network.load(strange, exceptTask: true) } throws: {
      "\($0)" == "weights: 'layer5.0.conv1.weight' is not a tensor of this network"
    }
    var headless = good
    headless["fc.bias"] = nil
    #expect { try network.load(headless) } throws: { "\($0)" == "weights: no tensor 'fc.bias'" }
    #expect(try network.state.mapValues { $0.values() } == before)

    #expect(try network.load(good).count == network.parameters.count)
    #expect(try network.state["fc.bias"]?.values() == before["fc.bias"]?.map { $0 * 2 })
  }

  @Test func twoNamesOfOneTensorAreRefused() throws {
    let network = try make(ConvNeXtTiny(embedding: 0), classes: 4)
    var tensors = try network.state
    tensors["stem.0.weight"] = tensors["features.0.0.weight"]
    #expect { try network.load(tensors) } throws: {
      "\($0)" == "weights: 'features.0.0.weight' is there under two names"
    }
  }

  @Test func aHalfPrecisionFileOfPyTorchGivesItsLogits() throws {
    var rng = Random(seed: 1, stream: "weights")
    let network = try MNISTNet().makeClassifier(
      inputShape: [1, 28, 28], classes: 10, using: &rng)
    try network.load(SafeTensors.read(TestData.fixture("mnist-net.safetensors")).tensors)
    let stored: [String: [Float]] = try GoldenNetwork.decode("mnist-net.json")
    let golden = try #require(stored["logits"])
    let images = try Rule.tensor("images", [2, 1, 28, 28], salt: 0)
    let logits = try network.logits(images, .inference()).values()
    // Sums of at most 320 products of size 1 on four layers: 4 · 320 · 2⁻²⁴.
    #expect(zip(logits, golden).allSatisfy { abs($0 - $1) < 8e-5 })
    #expect(logits.count == golden.count)
  }
}
