import LuaHost
import Testing

@Suite struct FunctionTests {
  @Test func optionsComeBareNamedOrBoth() throws {
    let sample = try Sample()
    #expect(try sample.text("shop.load 'digits'.value") == "6")
    #expect(try sample.text("shop.load{ name = 'mnist', root = '/tmp', start = 1 }.value") == "10")
    #expect(try sample.text("shop.load('mnist', { start = 2 }).value") == "7")
    #expect(try sample.text("shop.load{ 'mnist', start = 3 }.value") == "8")
  }

  @Test func listsAreLeadingValuesUnlessTheyHaveNames() throws {
    let sample = try Sample()
    #expect(try sample.text("shop.sum{ 1, 2, 3 }") == "6.0")
    #expect(try sample.text("shop.sum({ 1, 2 }, { scale = 2 })") == "6.0")
    #expect(try sample.text("shop.sum{ numbers = { 1 }, scale = 3 }") == "3.0")
    #expect(try sample.text("shop.sum{ { 1, 1 }, scale = 3 }") == "6.0")
    #expect(try sample.text("shop.sum{ 1, 2, 3, scale = 2 }") == "12.0")
    #expect(try sample.text("shop.sum{ 5, scale = 2 }") == "10.0")
    #expect(
      sample.message("shop.load{ 'digits', 'mnist', start = 1 }")
        == "In[1]:1: shop.load: an option without a name (expected name = value, got string \"mnist\")"
    )
    #expect(
      sample.message("shop.counter{ 5 }")
        == "In[1]:1: shop.counter: an option without a name (expected name = value, got integer 5)")
  }

  @Test func defaultsFillWhatIsLeftOut() throws {
    let sample = try Sample()
    #expect(try sample.text("shop.add(1)") == "2.0")
    #expect(try sample.text("shop.add(1, nil)") == "2.0")
    #expect(try sample.text("shop.add(1, 0.5)") == "1.5")
  }

  @Test func indicesAreOneBasedOutsideAndZeroBasedInside() throws {
    let sample = try Sample()
    // `pick` returns the plain integers that Swift received.
    #expect(try sample.text("table.concat(shop.pick{ 1, 5 }, ' ')") == "0 4")
    #expect(
      sample.message("shop.pick{ 0 }")
        == "In[1]:1: shop.pick: 'ids' element 1 is out of range (expected index from 1, got integer 0)"
    )
  }

  @Test func wrongKindsNameFunctionArgumentAndKinds() throws {
    let sample = try Sample()
    #expect(
      sample.message("shop.add('x')")
        == "In[1]:1: shop.add: 'a' is of the wrong kind (expected number, got string \"x\")")
    #expect(sample.message("shop.add()") == "In[1]:1: shop.add: 'a' is missing (expected number)")
    #expect(
      sample.message("shop.add(1, 2, 3)")
        == "In[1]:1: shop.add: too many arguments (expected 2, got 3)")
    #expect(
      sample.message("shop.load{ name = 'a', start = 0.5 }")
        == "In[1]:1: shop.load: 'start' is not a whole number (expected integer ≥ 0, got number 0.5)"
    )
    #expect(
      sample.message("shop.load{ name = 'a', start = -1 }")
        == "In[1]:1: shop.load: 'start' is out of range (expected integer ≥ 0, got integer -1)")
    #expect(
      sample.message("shop.sum{ numbers = { 1, 'b' } }")
        == "In[1]:1: shop.sum: 'numbers' has a wrong element 2 (expected list of number, got string \"b\")"
    )
  }

  @Test func unknownOptionsListTheKnownAndSuggestTheNearest() throws {
    let sample = try Sample()
    #expect(
      sample.message("shop.load{ nmae = 'digits' }")
        == "In[1]:1: shop.load: unknown option 'nmae', did you mean 'name'? "
        + "(expected one of: name, root, start)")
    #expect(
      sample.message("shop.load{ colour = 1 }")
        == "In[1]:1: shop.load: unknown option 'colour' (expected one of: name, root, start)")
    #expect(
      sample.message("shop.mode 'fsat'")
        == "In[1]:1: shop.mode: unknown mode 'fsat', did you mean 'fast'? (expected one of: fast, slow)"
    )
    #expect(
      sample.message("shop.lod 'x'")
        == "In[1]:1: shop: unknown name 'lod', did you mean 'load'? (expected one of: "
        + "add, apply, counter, give_up, limit, load, mode, pick, point, refuse, sum)")
  }

  @Test func functionsAddedLaterAreCalledListedAndDocumented() throws {
    let sample = try Sample()
    try sample.state.add(
      Function("twice", "Doubles.", Argument("x", .number, "a number")) { x in 2 * x }, to: "shop")
    #expect(try sample.text("shop.twice(4)") == "8.0")
    #expect(try sample.state.help(for: "shop.twice").hasPrefix("shop.twice(x)\n  Doubles."))
    #expect(throws: HostError.self) {
      try sample.state.add(Function("f", "A function.") { () -> Void in }, to: "nowhere")
    }
  }

  @Test func luaFunctionsAreCalledBackProtected() throws {
    let sample = try Sample()
    #expect(try sample.text("shop.apply(function(x) return x + 1 end, 41)") == "42")
    #expect(try sample.text("select('#', shop.apply(function(x) return x, nil end, 1))") == "2")
    let message = sample.message("shop.apply(function(x)\n  error('inside') end, 1)")
    #expect(message == "In[1]:2: inside")
  }

  @Test func tablesGoBothWays() throws {
    let sample = try Sample()
    guard case .table(let table)? = try sample.run("{ 1, 2.5, 'x', n = true }").first else {
      Issue.record("not a table")
      return
    }
    #expect(table.count == 3)
    #expect(try table.list().map(\.kindDescription) == ["integer 1", "number 2.5", "string \"x\""])
    try table.set("more", ["a": [1, 2]])
    try sample.state.globals.set("t", table)
    #expect(try sample.text("t.more.a[2]") == "2")
    #expect(try table.fields().keys.sorted() == ["more", "n"])
  }

  @Test func declarationsAreValidated() throws {
    let twice = Function("f", "A function.") { () -> Void in }
    #expect(throws: HostError("m", "'f' is declared twice")) {
      try Module.validate([Module("m", "A module.", functions: [twice, twice])])
    }
    #expect(throws: HostError("m.g", "is declared without a summary")) {
      try Module.validate([
        Module("m", "A module.", functions: [Function("g", "") { () -> Void in }])
      ])
    }
  }

  /// A list that stands alone is often given by its name: that is no empty list.
  @Test func aTableOfNamesIsNoList() throws {
    let sample = try Sample()
    #expect(
      sample.message("shop.pick{ ids = { 1, 2 } }")
        .hasPrefix("In[1]:1: shop.pick: 'ids' is of the wrong kind (expected list of index"))
    #expect(try sample.text("#shop.pick{}") == "0")
    #expect(try sample.text("#shop.pick{ 3, 4, n = 2 }") == "2", "as table.pack makes it")
  }
}
