import LuaHost
import Testing

/// What a user may type, and what no user would: everything is answered, nothing traps.
@Suite struct RobustnessTests {
  private static let cells = [
    "s = shop.load{ name = 'a', [1] = [[x]], }:advance{ by = 2 }:plus(1, --[[c]] 2) -- end",
    "for k, v in sorted{ a = 1, [2] = 'é日🌙' } do print(k, v .. \"\\\"\") end",
    "t = { f = function(x) return #x end, ['k'] = 0x1p4, n = 1e-3 } ::top:: goto top",
  ]

  @Test func everyPrefixOfACellIsCompletedAndJudged() throws {
    let sample = try Sample()
    for cell in Self.cells {
      for length in 0...cell.count {
        let prefix = String(cell.prefix(length))
        _ = Completion.candidates(for: prefix, cursor: length, in: sample.state)
        _ = Completion.candidates(for: cell, cursor: length, in: sample.state)
        _ = sample.state.isIncomplete(prefix)
        _ = try? sample.state.help(for: prefix)
      }
    }
    #expect(Completion.candidates(for: "a", cursor: 99, in: sample.state).start <= 1)
  }

  @Test func everyFunctionSurvivesEveryValue() throws {
    let sample = try Sample()
    _ = try sample.run(
      """
      point, counter = shop.point(1, 2), shop.load 'abc'
      values = {
        0, -1, 1.5, 0/0, 1/0, -1/0, math.mininteger, math.maxinteger, 2^53, 'x', '', '\\255', true, false,
        {}, { 1 }, { 'x' }, { x = 1 }, { {} }, { [0] = 1 }, { [1.5] = 2 }, { [true] = 1 },
        setmetatable({}, { __index = error, __len = error, __tostring = error, __eq = error }),
        print, shop.load, shop, coroutine.create(print), io.stdout, point, counter, ('x'):rep(100000),
      }
      calls = 0
      local function try(f, ...) calls = calls + 1; pcall(f, ...) end
      for name, f in sorted(shop) do
        if type(f) == 'function' then
          try(f)
          for _, a in ipairs(values) do
            try(f, a)
            try(f, { name = a, by = a, start = a, bytes = type(a) ~= 'number' and a or nil, numbers = a })
            for _, b in ipairs(values) do try(f, a, b) end
          end
        end
      end
      for _, object in ipairs{ point, counter } do
        for _, a in ipairs(values) do
          try(function() return object[a] end)
          try(function() object[a] = a end)
          for _, name in ipairs{ 'x', 'value', 'step', 'tau', 'plus' } do
            try(function() object[name] = a end)
            try(function() return object[name](object, a, a) end)
            try(function() return object[name](a) end)
          end
          for _, operation in ipairs{ '+', '-', '*', '/', '..', '<', '<=', '==', '//', '%', '^' } do
            try(load('local x, y = ... return x ' .. operation .. ' y'), object, a)
            try(load('local x, y = ... return y ' .. operation .. ' x'), object, a)
          end
        end
      end
      """)
    #expect(Int(try sample.text("calls")) ?? 0 > 10_000)
    let values = try sample.run("values")
    let text = Display().text(values, in: sample.state)
    #expect(text.contains("nan") && text.contains("module shop"))
    _ = Completion.candidates(for: "values.", cursor: 7, in: sample.state)
    #expect(try sample.text("1 + 1") == "2")
  }
}
