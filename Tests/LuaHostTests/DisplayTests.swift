import LuaHost
import Testing

@Suite struct DisplayTests {
  private func show(_ source: String, _ display: Display = Display()) throws -> String {
    let sample = try Sample()
    return display.text(try sample.run(source), in: sample.state)
  }

  @Test func scalarsShowTheirKind() throws {
    #expect(try show("1") == "1")
    #expect(try show("1.0") == "1.0")
    #expect(try show("0.1 + 0.2") == "0.30000000000000004")
    #expect(try show("'a\"\\n'") == "\"a\\\"\\n\"")
    #expect(try show("1, nil, true") == "1\nnil\ntrue")
    #expect(try show("print") == "function print(…)")
    #expect(try show("function() end") == "function")
    #expect(try show("coroutine.create(print)") == "thread")
    #expect(try show("shop") == "module shop: Things to count with.")
    #expect(try show("shop.load") == "function shop.load{ name, root?, start? }")
  }

  @Test func tablesShowListThenSortedFields() throws {
    #expect(try show("{}") == "{}")
    #expect(try show("{ 3, 1, b = 2, a = 'x' }") == "{ 3, 1, a = \"x\", b = 2 }")
    #expect(
      try show("{ [0] = 1, ['not a name'] = 2, ['end'] = 3 }")
        == "{ [0] = 1, [\"end\"] = 3, [\"not a name\"] = 2 }")
    #expect(try show("{ { 1 }, { { 2 } } }") == "{ { 1 }, { { 2 } } }")
  }

  @Test func longListsAreFilledIntoLines() throws {
    var display = Display()
    display.width = 20
    #expect(
      try show("{ 100, 200, 300, 400, 500 }", display) == "{\n  100, 200, 300,\n  400, 500\n}")
    #expect(
      try show("{ alpha = 1000000, beta = 2000000 }", display)
        == "{\n  alpha = 1000000,\n  beta = 2000000\n}")
  }

  @Test func limitsHold() throws {
    #expect(
      try show("(function() local t = {} for i = 1, 1e6 do t[i] = i end return t end)()").contains(
        "…999940 more"))
    #expect(try show("{ { { { { 1 } } } } }") == "{ { { { {…} } } } }")
    #expect(try show("{ ('x'):rep(1000) }").contains("(800 more characters)"))
    let wide = try show(
      "(function() local t = {} for i = 1, 60 do t[i] = {} for j = 1, 60 do t[i][j] = ('x'):rep(150) end end return t end)()"
    )
    #expect(wide.count < 60_000)
  }

  @Test func cyclesEnd() throws {
    #expect(
      try show("(function() local t = {} t.t = t return t end)()")
        == "{ t = {…the table around it} }")
  }

  @Test func tablesWithTextUseIt() throws {
    #expect(try show("setmetatable({}, { __tostring = function() return 'me' end })") == "me")
    #expect(try show("setmetatable({ 1 }, { __tostring = function() error 'x' end })") == "{ 1 }")
  }
}
