import LuaHost
import Testing

@Suite struct IndexTests {
  private static let numbers = [
    Int.min, Int.min + 1, -1, 0, 1, 2, 3, 4, 1 << 53, Int.max - 1, Int.max,
  ]

  /// An index is right exactly where Lua would find something in a table of so many elements.
  @Test(arguments: [0, 1, 3, Int.max])
  func indicesAreThoseFromOneToTheCount(count: Int) {
    for number in Self.numbers {
      let isRight = number >= 1 && number <= count
      #expect((Index.swift(number, in: count) != nil) == isRight, "\(number) of \(count)")
      #expect((Value.integer(number).index(in: count) != nil) == isRight, "\(number) of \(count)")
      if let index = Index.swift(number, in: count) { #expect(index + 1 == number) }
    }
  }

  @Test func floatsCountWhereTheyAreWhole() {
    #expect(Value.number(2).index(in: 3) == 1)
    for number in [2.5, 0, -1, 4, 1e308, 0x1p63, -0x1p63, .nan, .infinity, -.infinity] {
      #expect(Value.number(number).index(in: 3) == nil, "\(number)")
    }
    for value in [Value.nil, .boolean(true), .string("1"), .bytes([255])] {
      #expect(value.index(in: 3) == nil)
    }
  }

  @Test func anArgumentIsAnIndexFromOne() throws {
    let sample = try Sample()
    #expect(try sample.text("shop.pick{ 1, math.maxinteger }[2]") == "\(Int.max - 1)")
    for number in ["0", "-1", "math.mininteger"] {
      #expect(
        sample.message("shop.pick{ \(number) }").contains("expected index from 1"), "\(number)")
    }
    #expect(sample.message("shop.pick{ 0/0 }").contains("is not a whole number"))
  }

  @Test func elementsAreCheckedByTheHost() throws {
    let sample = try Sample()
    _ = try sample.run("c = shop.load 'abc'")
    #expect(try sample.text("c[1]") == "3")
    #expect(try sample.text("c[100]") == "300")
    #expect(try sample.text("c[2.0]") == "6")
    #expect(try sample.text("c.last") == "300")
    let wrong = [
      "0": "0", "101": "101", "-1": "-1", "math.mininteger": "\(Int.min)",
      "math.maxinteger": "\(Int.max)", "1.5": "1.5", "0/0": "-nan", "1/0": "inf",
      "2^63": "9.223372036854776e+18",
    ]
    for (key, text) in wrong {
      #expect(
        sample.message("c[\(key)]")
          == "In[1]:1: counter: no element \(text) (expected 1 to 100)")
    }
    for key in ["true", "{}", "c", "print", "'\\xff'"] {
      #expect(sample.message("c[\(key)]").contains("counter: no such element"), "\(key)")
    }
    #expect(sample.message("c[1] = 2").contains("counter: no such element"))
    #expect(sample.message("c.lats").contains("counter: unknown field 'lats'"))
  }
}
