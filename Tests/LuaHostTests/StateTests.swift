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

  @Test func functionsTakeBareAndNamedOptions() throws {
    let sample = try Sample()
    #expect(try sample.text("shop.load 'digits'.value") == "6")
    #expect(try sample.text("shop.load{ name = 'mnist', root = '/tmp', start = 1 }.value") == "10")
    #expect(try sample.text("shop.load('mnist', { start = 2 }).value") == "7")
    #expect(try sample.text("shop.load{ 'mnist', start = 3 }.value") == "8")
  }

  @Test func defaultsFillWhatIsLeftOut() throws {
    let sample = try Sample()
    #expect(try sample.text("shop.add(1)") == "2.0")
    #expect(try sample.text("shop.add(1, 0.5)") == "1.5")
  }
}
