import LuaHost
import Testing

@Suite struct CompletionTests {
  private func complete(_ line: String, after setup: String = "") throws -> [String] {
    let sample = try Sample()
    if !setup.isEmpty { _ = try sample.run(setup) }
    return Completion.candidates(for: line, cursor: line.count, in: sample.state)
      .candidates.map(\.text)
  }

  @Test func globalsAndKeywords() throws {
    #expect(try complete("sho") == ["shop"])
    #expect(try complete("x = whi") == ["while"])
    #expect(try complete("my", after: "my_value = 1") == ["my_value"])
    #expect(try complete("").contains("shop"))
  }

  @Test func fieldsOfModulesAndTables() throws {
    #expect(try complete("shop.l") == ["limit", "load"])
    #expect(try complete("t.in", after: "t = { inner = { x = 1 }, outer = 2 }") == ["inner"])
    #expect(try complete("t.inner.", after: "t = { inner = { x = 1 } }") == ["x"])
    #expect(try complete("math.ran") == ["random", "randomseed"])
  }

  @Test func membersOfObjects() throws {
    let setup = "c = shop.load 'a'"
    #expect(try complete("c.", after: setup) == ["beta", "step", "tau", "value"])
    #expect(try complete("c.t", after: setup) == ["tau"])
    #expect(try complete("c:", after: setup) == ["advance", "plus"])
    #expect(try complete("s:upp", after: "s = 'x'") == ["upper"])
  }

  @Test func optionsInsideBraces() throws {
    #expect(try complete("shop.load{ ") == ["name = ", "root = ", "start = "])
    #expect(try complete("shop.load{ name = 'x', r") == ["root = "])
    #expect(try complete("shop.load{ name = 'x', ") == ["root = ", "start = "])
    #expect(try complete("shop.load('x', { st") == ["start = "])
    #expect(try complete("shop.apply{ x = shop.load{ ro") == ["root = "])
    #expect(try complete("c:advance{ b", after: "c = shop.load 'a'") == ["by = "])
  }

  @Test func choicesOfOptions() throws {
    #expect(try complete("shop.mode{ mode = ").prefix(2) == ["\"fast\"", "\"slow\""])
    #expect(try complete("shop.mode{ mode = 's") == ["slow"])
    #expect(try complete("shop.mode \"f") == ["fast"])
    #expect(try complete("shop.load \"") == ["digits", "mnist"])
    #expect(try complete("shop.load(\"mn") == ["mnist"])
  }

  @Test func nothingInsideTextAndComments() throws {
    #expect(try complete("-- sho") == [])
    #expect(try complete("x = [[ sho") == [])
    let sample = try Sample()
    let path = Completion.candidates(for: "io.open('dir/fi", cursor: 15, in: sample.state)
    #expect(path.openString == "dir/fi")
    #expect(path.start == 9)
    #expect(path.candidates == [])
  }

  @Test func replacementStartsWhereTheWordStarts() throws {
    let sample = try Sample()
    let completion = Completion.candidates(for: "x = shop.lo + y", cursor: 11, in: sample.state)
    #expect(completion.start == 9)
    #expect(completion.candidates.map(\.text) == ["load"])
    #expect(completion.candidates.first?.summary == "A counter by name.")
  }

  @Test func metamethodsOfTheUserDoNotRun() throws {
    let sample = try Sample()
    _ = try sample.run(
      """
      touched = false
      local function touch() touched = true; return { deep = 1 } end
      t = setmetatable({ own = 1 }, { __index = touch, __pairs = touch, __len = touch, __tostring = touch })
      u = setmetatable({ own = 1 }, { __index = { inherited = 2 } })
      """)
    for line in ["t.", "t.own.", "t.other.", "t:", "t.x.y"] {
      _ = Completion.candidates(for: line, cursor: line.count, in: sample.state)
    }
    #expect(try sample.text("touched") == "false")
    let inherited = Completion.candidates(for: "u.", cursor: 2, in: sample.state)
    #expect(inherited.candidates.map(\.text) == ["inherited", "own"])
  }
}
