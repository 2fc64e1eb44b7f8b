import LuaHost
import Testing

@Suite struct UserTypeTests {
  @Test func propertiesAreReadAndAssigned() throws {
    let sample = try Sample()
    _ = try sample.run("c = shop.load 'abc'; c.step = 2; c.tau = 0.5")
    #expect(try sample.text("c.step") == "2")
    #expect(try sample.text("c.tau") == "0.5")
    #expect(try sample.text("#c") == "3")
    #expect(try sample.text("c[7]") == "21")
  }

  @Test func methodsTakeArgumentsOrOptions() throws {
    let sample = try Sample()
    _ = try sample.run("c = shop.load 'abc'")
    #expect(try sample.text("c:plus(4)") == "7")
    #expect(try sample.text("c:plus(4, 5)") == "12")
    #expect(try sample.text("c:advance{ by = 2 }.value") == "5")
    #expect(try sample.text("c:advance(2):advance().value") == "8")
  }

  @Test func unknownFieldsListTheKnownDynamicOnesIncluded() throws {
    let sample = try Sample()
    _ = try sample.run("c = shop.load 'abc'")
    #expect(
      sample.message("c.tua")
        == "In[1]:1: counter: unknown field 'tua', did you mean 'tau'? "
        + "(expected one of: advance, beta, plus, step, tau, value)")
    #expect(
      sample.message("c.teu = 1")
        == "In[1]:1: counter: unknown field 'teu', did you mean 'tau'? (expected one of: beta, step, tau)"
    )
    #expect(sample.message("c.value = 1") == "In[1]:1: counter: 'value' can only be read")
    #expect(
      sample.message("c.advance = 1")
        == "In[1]:1: counter: 'advance' is a method and cannot be assigned")
    #expect(
      sample.message("c.step = 0")
        == "In[1]:1: counter: 'step' is out of range (expected integer ≥ 1, got integer 0)")
  }

  @Test func methodsWantTheirObject() throws {
    let sample = try Sample()
    _ = try sample.run("c = shop.load 'abc'")
    #expect(
      sample.message("c.plus(4)")
        == "In[1]:1: counter:plus: the first argument is not a counter "
        + "(expected counter:plus(…) with a colon, got integer 4)")
    #expect(sample.message("c.plus(shop.point(1, 2), 1)").contains("got point"))
  }

  @Test func valueTypesKeepWhatIsAssigned() throws {
    let sample = try Sample()
    _ = try sample.run("p = shop.point(1, 2); p.x = 10")
    #expect(try sample.text("p") == "(10.0, 2.0)")
    #expect(try sample.text("p + shop.point(1, 1)") == "(11.0, 3.0)")
    #expect(try sample.text("p == shop.point(10, 2)") == "true")
    #expect(try sample.text("p == shop.point(1, 2)") == "false")
    #expect(sample.message("1 + p").contains("point + point: wrong operand"))
  }

  @Test func anInstanceIsOneObjectInLua() throws {
    let sample = try Sample()
    _ = try sample.run("c = shop.counter{ bytes = 1000 }")
    #expect(try sample.text("({ [c] = 'found' })[c:advance()]") == "found")
    #expect(try sample.text("rawequal(c, c:advance())") == "true")
    #expect(sample.state.objectBytes == 1000)
    _ = try sample.run("c = nil")
    sample.state.collect()
    #expect(sample.alive == 0)
    #expect(try sample.text("shop.counter{}") == "counter at 0")
  }

  @Test func anInstanceThatWasClosedMayComeBack() throws {
    let sample = try Sample()
    let counter = Counter(7)
    try sample.state.setGlobal("c", counter)
    _ = try sample.run("do local x <close> = c end")
    #expect(try sample.text("c") == "closed counter")
    try sample.state.setGlobal("d", counter)
    #expect(try sample.text("d.value") == "7")
  }

  @Test func instancesAreEqualByIdentity() throws {
    let sample = try Sample()
    _ = try sample.run("c = shop.load 'abc'")
    #expect(try sample.text("c == c:advance()") == "true")
    #expect(try sample.text("c == shop.load 'abc'") == "false")
  }

  @Test func textIsOneLineAndDisplayMayBeMore() throws {
    let sample = try Sample()
    #expect(try sample.text("shop.load 'ab'") == "counter at 2")
    let display = Display()
    #expect(display.text(try sample.run("shop.load 'ab'"), in: sample.state) == "counter\n▀▀")
    #expect(
      display.text(try sample.run("{ shop.load 'ab' }"), in: sample.state) == "{ counter at 2 }")
    _ = try sample.run("print(shop.load 'ab')")
    #expect(sample.output == "counter\n▀▀\n")
  }

  @Test func closedObjectsRefuseWork() throws {
    let sample = try Sample()
    _ = try sample.run("do local c <close> = shop.load 'abc'; kept = c end")
    #expect(sample.alive == 0)
    #expect(sample.message("kept:plus(1)") == "In[1]:1: counter:plus: the counter is closed")
    #expect(sample.message("kept.value") == "In[1]:1: counter: the counter is closed")
    #expect(try sample.text("kept") == "closed counter")
  }

  @Test func metatablesAreOutOfReach() throws {
    let sample = try Sample()
    _ = try sample.run("c = shop.load 'abc'")
    #expect(try sample.text("getmetatable(c)") == "counter")
    #expect(sample.message("setmetatable(c, {})") != "no error")
    #expect(try sample.text("debug.getmetatable") == "nil")
    #expect(try sample.text("debug.sethook") == "nil")
  }

  @Test func luasOwnErrorsNameTheType() throws {
    let sample = try Sample()
    #expect(
      sample.message("c = shop.load 'a'; c = c .. 'x'").contains(
        "attempt to concatenate a counter value"))
  }
}
