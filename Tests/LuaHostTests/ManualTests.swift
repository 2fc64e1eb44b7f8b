import LuaHost
import Testing

@Suite struct ManualTests {
  @Test func everyDeclaredPathHasHelp() throws {
    let manual = try Sample().state.manual
    #expect(manual.paths.count > 15)
    for path in manual.paths { #expect(manual.help(for: path) != nil, "\(path)") }
    #expect(manual.help(for: "shop.nothing") == nil)
  }

  /// As a Lua table there is the same as in the manual: every path, and what a parameter is.
  @Test func declarationsAreALuaTable() throws {
    let sample = try Sample()
    let manual = sample.state.manual
    try sample.state.setGlobal("declared", try sample.run(manual.lua)[0])
    _ = try sample.run(
      """
      paths = {}
      for _, f in ipairs(declared.functions) do paths[f.path] = f end
      for _, t in ipairs(declared.types) do
        paths[t.name] = t
        for _, m in ipairs(t.methods) do paths[m.path] = m end
        for _, p in ipairs(t.properties) do paths[t.name .. '.' .. p.name] = p end
      end
      """)
    for path in manual.paths where path != "shop" && path != "shop.limit" {
      #expect(try sample.text("paths['\(path)'] ~= nil") == "true", "\(path)")
    }
    #expect(
      try sample.text("table.concat(paths['shop.mode'].parameters[1].choices, ' ')") == "fast slow")
    #expect(try sample.text("paths['shop.add'].parameters[2].required") == "false")
    #expect(try sample.text("paths['shop.load'].convention") == "options")
    #expect(try sample.text("paths['counter.step'].writable") == "true")
    #expect(try sample.text("#paths.counter.operators") == "2")
  }

  @Test func helpOfAFunctionShowsItsOptions() throws {
    let help = try Sample().state.help(for: "shop.load")
    #expect(
      help == """
        shop.load{ name, root?, start? }
          A counter by name.

          name   string, required        its name
          root   string                  where to look
          start  integer ≥ 0, default 0  first value

          Example:
            shop.load "digits"
        """)
  }

  @Test func helpFollowsVariablesAndValues() throws {
    let sample = try Sample()
    _ = try sample.run("c = shop.load 'a'; f = shop.load; t = { c = c }")
    let state = sample.state
    #expect(try state.help(for: "f").hasPrefix("shop.load{"))
    #expect(try state.help(for: "t.c").contains(".tau  number, assignable  A setting."))
    #expect(try state.help(for: "c:advance").hasPrefix("counter:advance{ by? }"))
    #expect(try state.help(for: "c.value") == "integer 1")
    #expect(state.help(for: try sample.run("shop")[0]).hasPrefix("shop\n  Things to count with."))
    #expect(
      throws: HostError("help", "nothing is known about 'shop.laod', did you mean 'shop.load'?")
    ) { try state.help(for: "shop.laod") }
  }

  @Test func markdownHasEveryDeclaration() throws {
    let sample = try Sample()
    let text = Manual.markdown(sample.state.modules)
    for path in [
      "`shop.load{ name, root?, start? }`", "### Type `counter`",
      "| `.step` | integer ≥ 1, assignable |", "| `x + y` |", "#### `counter:advance{ by? }`",
      "### `sorted(table)`", "| `shop.limit` |",
    ] {
      #expect(text.contains(path), "\(path)")
    }
    #expect(text == Manual.markdown(try Sample().state.modules))
  }
}
