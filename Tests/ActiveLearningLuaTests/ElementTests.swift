import Testing

/// Elements by number, of everything that has them: the last one is there, its neighbours are not.
@Suite struct ElementTests {
  private static let made = """
    d = dataset.blobs{ images = 40, classes = 2, size = 8 }
    s = session.new{ dataset = d, method = method.ccl{ batch = 8 }, initial = 4 }
    things = { tensor = { tensor.new{}, tensor.zeros{ 0 }, tensor.zeros{ 3, 3 },
      tensor.new{ 1, 2, 3 }, tensor.zeros{ 2, 0 } },
      query = { s:query(2), s:query(0) }, datasets = { dataset.list() } }
    """

  @Test func everyIndexIsAnElementOrAnError() throws {
    let lua = try LuaFixture()
    try lua.state.evaluate(cell: Self.made)
    try lua.state.evaluate(
      cell: """
        for name, list in sorted(things) do
          for _, thing in ipairs(list) do
            for i = 1, #thing do assert(thing[i] ~= nil) end
            for _, key in ipairs{ math.mininteger, math.mininteger + 1, -1, 0, #thing + 1,
                2^53, math.maxinteger, 0.5, 0/0, 1/0, -1/0 } do
              local fine, problem = pcall(function() return thing[key] end)
              assert(not fine, key)
              local range = #thing == 0 and 'none, since it is empty' or '1 to ' .. #thing
              assert(problem:find(name .. ': no element ', 1, true), problem)
              assert(problem:find('(expected ' .. range .. ')', 1, true), problem)
            end
          end
        end
        """)
  }

  @Test func theFirstFiveThatWereFound() throws {
    let lua = try LuaFixture()
    try lua.state.evaluate(cell: Self.made)
    let least = "-9223372036854775808"
    let complaints = [
      ("tensor.new{}[1]", "tensor: no element 1 (expected none, since it is empty)"),
      ("tensor.zeros{0}[1]", "tensor: no element 1 (expected none, since it is empty)"),
      (
        "tensor.zeros{3,3}[math.mininteger]", "tensor: no element \(least) (expected 1 to 3)"
      ),
      ("s:query(2)[math.mininteger]", "query: no element \(least) (expected 1 to 2)"),
      ("dataset.list()[math.mininteger]", "datasets: no element \(least) (expected 1 to "),
    ]
    for (cell, complaint) in complaints {
      #expect(lua.complaint(cell)?.contains(complaint) == true, "\(cell)")
    }
  }

  @Test func aTensorOfOtherAxesHasNoElements() throws {
    let lua = try LuaFixture()
    #expect(
      lua.complaint("tensor.zeros{ 2, 2, 2 }[1]")?.contains(
        "tensor: has no elements (expected one or two axes, got [2, 2, 2])") == true)
    #expect(try lua.show("dataset.list().digits.name") == "\"digits\"")
  }
}
