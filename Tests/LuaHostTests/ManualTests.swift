import LuaHost
import Testing

@Suite struct ManualTests {
  @Test func everyDeclaredPathHasHelp() throws {
    let manual = try Sample().state.manual
    #expect(manual.paths.count > 15)
    for path in manual.paths { #expect(manual.help(for: path) != nil, "\(path)") }
    #expect(manual.help(for: "shop.nothing") == nil)
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
