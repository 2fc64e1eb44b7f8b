import ActiveLearning
import ActiveLearningLua
import Foundation
import LuaHost
import TestSupport
import Testing

@Test func everyEntryIsDocumented() throws {
  for module in try LuaFixture().state.modules {
    #expect(!module.summary.isEmpty, "\(module.name)")
    for function in module.functions {
      #expect(!function.summary.isEmpty, "\(module.path(of: function.name))")
      #expect(function.parameters.allSatisfy { !$0.summary.isEmpty }, "\(function.name)")
    }
    for type in module.types {
      #expect(type.properties.allSatisfy { !$0.summary.isEmpty }, "\(type.name)")
      #expect(type.methods.allSatisfy { !$0.summary.isEmpty }, "\(type.name)")
    }
  }
}

@Test func everyRecipeHasItsFunction() throws {
  let lua = try LuaFixture()
  for recipe in Catalogue<any Strategy>.strategies.recipes {
    // Those that are made of others need some.
    let inner = recipe.options.contains(where: \.isLeading) ? "{ \"random\" }" : "{}"
    #expect(try lua.show("strategy.\(recipe.name)\(inner).name").contains(recipe.name))
  }
  for recipe in Catalogue<any Method>.methods.recipes {
    #expect(try lua.show("method.\(recipe.name){}.name").contains(recipe.name))
  }
}

@Test func tensorsAndWeightsGoThroughFiles() throws {
  let lua = try LuaFixture()
  let folder = try TemporaryFolder()
  let base = folder.path + "/t"
  try lua.state.evaluate(
    cell: """
      t = tensor.random{ { 3, 5 }, seed = 2 }
      t:save "\(base).npy"
      tensor.save("\(base).safetensors", { a = t, b = t * 2 })
      n = network.autoencoder{ shape = { 1, 8, 8 }, seed = 1 }
      m = network.autoencoder{ shape = { 1, 8, 8 }, seed = 2 }
      n:save "\(base).net.safetensors"
      m:load "\(base).net.safetensors"
      """)
  #expect(try lua.show("tensor.load \"\(base).npy\" == t") == "true")
  #expect(try lua.show("tensor.load(\"\(base).safetensors\").b == t * 2") == "true")
  let name = "\"encoder.conv1.weight\""
  #expect(try lua.show("n.weights[\(name)] == m.weights[\(name)]") == "true")
}
