import LuaHost
import Testing

@Suite struct StateTests {
  @Test func expressionsReturnTheirValues() throws {
    let sample = try Sample()
    #expect(try sample.text("1 + 2") == "3")
    #expect(try sample.text("7 // 2.0") == "3.0")
    #expect(try sample.run("1, 2, nil").count == 3)
    #expect(try sample.run("x = 5").isEmpty)
    #expect(try sample.text("x") == "5")
  }

  @Test func scriptsGetTheirArguments() throws {
    let sample = try Sample()
    let values = try sample.state.run(
      script: "return select('#', ...), ...", chunk: "@s.lua", arguments: ["--seeds", "3"])
    #expect(values.map(\.kindDescription) == ["integer 2", "string \"--seeds\"", "string \"3\""])
  }

  @Test func variablesAreTheUsersGlobals() throws {
    let sample = try Sample()
    #expect(try sample.state.variables().isEmpty)
    _ = try sample.run("b = 1; a = shop.load 'x'; local hidden = 2")
    #expect(try sample.state.variables().map(\.name) == ["a", "b"])
    try sample.state.setGlobal("_", 1)
    #expect(try sample.text("_") == "1")
    #expect(try sample.state.variables().map(\.name) == ["a", "b"])
  }

  @Test func fieldsFollowMetamethods() throws {
    let sample = try Sample()
    let object = try #require(try sample.run("shop.load 'abc'").first)
    #expect(try sample.state.field(.string("value"), of: object).kindDescription == "integer 3")
    #expect(throws: (any Error).self) { try sample.state.field(.string("nothing"), of: object) }
  }

  @Test func manyValuesFit() throws {
    let sample = try Sample()
    #expect(try sample.run("table.unpack({}, 1, 5000)").count == 5000)
    #expect(
      try sample.text("select('#', shop.apply(function() return table.unpack({}, 1, 5000) end, 1))")
        == "5000")
    #expect(sample.message("shop.add(table.unpack({}, 1, 5000))").contains("'a' is missing"))
  }
}
