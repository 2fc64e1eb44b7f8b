import ActiveLearning
import Foundation
import LuaHost
import TestSupport
import Testing

@Suite struct NetworkModuleTests {
  @Test func everyNetworkHasItsFunction() throws {
    let lua = try LuaFixture()
    for recipe in NetworkCatalogue.all.recipes {
      #expect(try lua.show("type(network.\(recipe.name))") == "\"function\"")
      let complaint = try #require(
        lua.complaint("network.\(recipe.name){ shape = { 1, 32, 32 } }"))
      #expect(complaint.contains("'classes' is missing"), "\(complaint)")
    }
  }

  @Test func aClassifierPredictsInOnePass() throws {
    let lua = try LuaFixture()
    try lua.state.evaluate(
      cell: """
        d = dataset.load "digits"
        n = network.cnn{ shape = { 1, 8, 8 }, classes = 10, seed = 3 }
        ids = {}
        for i = 1, 300 do ids[i] = i end
        p, z = n:predict(d:batch(ids))
        last = n:predict(d:batch{ 300 })
        """)
    #expect(try lua.show("p.shape[1] == 300 and p.shape[2] == 10") == "true")
    #expect(try lua.show("z.shape[1] == 300 and z.shape[2] == 128") == "true")
    // More images than go through at once: those of the second part are the same alone.
    #expect(try lua.show("math.abs(p[300][4] - last[1][4]) < 1e-3") == "true")
    #expect(try lua.show("n.classes") == "10")
    #expect(
      lua.complaint("n:predict(tensor.zeros{ 2, 64 })")?.contains("images of another shape") == true
    )
    #expect(
      lua.complaint("network.autoencoder{ shape = { 1, 8, 8 } }:predict(d:batch{ 1 })")?
        .contains("it tells no classes apart") == true)
  }

  @Test func weightsLoadButForTheHead() throws {
    let lua = try LuaFixture()
    let folder = try TemporaryFolder()
    let file = folder.path + "/weights.safetensors"
    try lua.state.evaluate(
      cell: """
        a = network.mlp{ shape = { 1, 4, 4 }, classes = 10, hidden = 6, seed = 1 }
        b = network.mlp{ shape = { 1, 4, 4 }, classes = 3, hidden = 6, seed = 2 }
        a:save "\(file)"
        """)
    #expect(lua.complaint("b:load \"\(file)\"")?.contains("'fc.weight' does not fit") == true)
    #expect(lua.complaint("b:load(\"\(file)\", { except = \"stem\" })") != nil)
    try lua.state.evaluate(cell: "r = b:load(\"\(file)\", { except = \"head\" })")
    #expect(try lua.show("r.count") == "2")
    #expect(try lua.show("table.concat(r.fresh, \" \")") == "\"fc.weight fc.bias\"")
    #expect(try lua.show("b.weights[\"fc1.weight\"] == a.weights[\"fc1.weight\"]") == "true")
  }

  @Test func aNetworkPrintsItsLayersAsTheyAreTyped() throws {
    let lua = try LuaFixture()
    let text = try lua.show("network.mlp{ shape = { 1, 4, 4 }, classes = 3, hidden = 6 }")
    #expect(
      text == """
        mlp, 123 weights
        layer                 output  weights
        flatten  reshape 16   16            0
        fc1      linear 16→6  6           102
        relu1    relu         6             0
        fc       linear 6→3   3            21
        """)
  }

  @Test func optionsOfANetworkAreChecked() throws {
    let lua = try LuaFixture()
    #expect(
      lua.complaint("network.resnet18{ shape = { 3, 8, 8 }, classes = 2, stem = \"big\" }")?
        .contains("expected \"cifar\" or \"imagenet\", got \"big\"") == true)
    #expect(
      lua.complaint("network.vgg16{ shape = { 3, 32, 32 }, classes = 2, width = 3 }")?
        .contains("width") == true)
    #expect(lua.complaint("network.linear{ shape = { 3, 32, 32 }, classes = 0 }") != nil)
    #expect(lua.complaint("network.linear{ shape = { 3, 32 }, classes = 2 }") != nil)
  }

  /// Weights made for red, green and blue: a grey image is the same as its three repeats.
  @Test func weightsOfThreeChannelsReadGreyImages() throws {
    let lua = try LuaFixture()
    let folder = try TemporaryFolder()
    try lua.state.evaluate(
      cell: """
        three = network.cnn{ shape = { 3, 8, 8 }, classes = 4, seed = 1 }
        three:save("\(folder.path)/w.safetensors")
        one = network.cnn{ shape = { 1, 8, 8 }, classes = 4, seed = 2 }
        one:load("\(folder.path)/w.safetensors")
        p = one:predict(tensor.zeros{ 5, 1, 8, 8 } + 0.5)
        q = three:predict(tensor.zeros{ 5, 3, 8, 8 } + 0.5)
        largest = 0
        for i = 1, 5 do
          for j = 1, 4 do largest = math.max(largest, math.abs(p[i][j] - q[i][j])) end
        end
        """)
    #expect(try lua.show("largest < 1e-5") == "true")
  }
}
