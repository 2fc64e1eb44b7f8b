import ActiveLearning
import ActiveLearningLua
import Foundation
import LuaHost
import TestSupport
import Testing

@Test func optionsHoldForWhatIsMadeFromThenOn() throws {
  let lua = try LuaFixture()
  let new = """
    session.new{ dataset = d, method = method.ccl{ batch = 64 }, images = 100, seed = 1 }
    """
  try lua.state.evaluate(cell: "d = dataset.load \"digits\"")
  #expect(try lua.show("options{ threads = 1, winograd = false }.threads") == "1")
  try lua.state.evaluate(cell: "s = \(new)")
  #expect(try !lua.show("s").contains("computes with"))
  // Even in the cell that sets them.
  try lua.state.evaluate(cell: "options{ threads = 3, winograd = true }; t = \(new)")
  let both = "s:options().threads, s:options().winograd, t:options().threads, t:options().winograd"
  #expect(try lua.show(both) == "1\tfalse\t3\ttrue")
  #expect(try lua.show("s").contains("; computes with 1 thread, direct convolutions"))
  #expect(try !lua.show("t").contains("computes with"))
  let folder = try TemporaryFolder()
  try lua.state.evaluate(cell: "s:save \"\(folder.path)/s\"; u = session.open \"\(folder.path)/s\"")
  #expect(try lua.show("u:options().threads, u:options().winograd") == "1\tfalse")
  #expect(try lua.show("u:options{ threads = 2 }.threads") == "2")
  #expect(try lua.show("s:options().threads, options().threads") == "1\t3")
  #expect(lua.complaint("u:options{ threads = 0 }") != nil)
}

/// Two states, as two notebooks of one program have.
@Test func statesHaveOptionsOfTheirOwn() throws {
  let (one, other) = (try LuaFixture(), try LuaFixture())
  let before = try other.show("options().threads")
  try one.state.evaluate(cell: "options{ threads = 7 }")
  #expect(try other.show("options().threads") == before)
  #expect(try one.show("options().threads") == "7")
}

/// A strategy that is written in Lua computes under its session's settings.
@Test func aStrategyComputesUnderTheSettingsOfItsSession() throws {
  let lua = try LuaFixture()
  try lua.state.evaluate(
    cell: """
      d = dataset.load "digits"
      n = network.cnn{ shape = { 1, 8, 8 }, classes = 10 }
      ids = {}
      for i = 1, 64 do ids[i] = i end
      function bits() return select(2, n:predict(d:batch(ids))) end
      options{ winograd = true }
      fast = bits()
      options{ winograd = false }
      direct = bits()
      strategy.define{ name = "looking", select = function(query, count)
        seen = bits()
        return table.move(query.ids, 1, count, 1, {})
      end }
      s = session.new{ dataset = d, method = method.ccl{}, strategy = strategy.looking{},
        initial = 20, images = 100 }
      options{ winograd = true }
      s:query(2)
      """)
  // oneDNN has Winograd's algorithm for AVX-512 alone.
  if try lua.show("options().isa") == "avx512" {
    #expect(try lua.show("fast ~= direct") == "true", "the settings make no difference here")
  }
  #expect(try lua.show("seen == direct") == "true")
}

/// Lua's own values have a limit, which is half of what there is until somebody says another.
@Test func luaHasALimitOfMemory() throws {
  let lua = try LuaFixture()
  #expect(try lua.show("options().memory > 1e8") == "true")
  #expect(try lua.show("options{ memory = 100e6 }.memory") == "100000000")
  let call = "pcall(string.rep, 'x', 200000000)"
  #expect(try lua.show(call) == "false\t\"not enough memory\"")
  #expect(try lua.show("select('#', string.rep('x', 20000000))") == "1")
  #expect(
    lua.complaint("options{ memory = 1000 }")?.contains(
      "options: memory: is less than Lua's values take (expected ") == true)
  #expect(try lua.show("options().memory") == "100000000")
}
