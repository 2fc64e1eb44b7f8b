-- Values that no function of the manual expects, as Lua source, and the names that they use.
local hostile = {}

hostile.names = {}
local names = hostile.names

names.huge = ("abc "):rep(250000)
names.name_of_thousands = ("n"):rep(5000)
names.cyclic = {}
names.cyclic[1], names.cyclic.inner = names.cyclic, names.cyclic
names.deep = {}
do
  local level = names.deep
  for _ = 1, 300 do level[1] = {} level = level[1] end
end
names.wide = {}
for i = 1, 100000 do names.wide[i] = i end
names.sparse = { [1] = 1, [2] = 2, [1000000] = 3, [math.maxinteger] = 4, [-1] = 5, [1.5] = 6 }

local function thrown() error("thrown on purpose") end
names.lying = setmetatable({ 1, 2 }, {
  __index = function(_, key) return key end, __len = function() return math.maxinteger end,
  __pairs = function() return function() return 1, 1 end end, __name = 7,
  __tostring = function() return {} end, __eq = function() return true end, __metatable = false,
})
names.angry = setmetatable({}, {
  __index = thrown, __newindex = thrown, __len = thrown, __pairs = thrown, __tostring = thrown,
  __call = thrown, __add = thrown, __concat = thrown, __eq = thrown, __lt = thrown, __unm = thrown,
  __close = thrown,
})
names.chained = setmetatable({}, { __index = names.cyclic, __call = print, __name = "tensor" })
names.thrown = thrown
function names.echo(...) return ... end
function names.yielding(...) return coroutine.yield(...) end
function names.recursive() return names.recursive() + 1 end
function names.many() return table.unpack(names.wide, 1, 200) end

hostile.numbers = {
  "0", "-1", "1", "2", "3", "7", "100", "65537", "1000000", "2^31", "-2^31", "2^32", "2^53", "2^53 + 1",
  "2^62", "2^63", "-2^63", "math.mininteger", "math.maxinteger", "math.maxinteger - 1",
  "math.mininteger + 1", "math.maxinteger // 2", "math.maxinteger // 4 + 1", "4294967297", "0.5", "-0.0",
  "1.5", "1e-320", "5e-324", "1e10", "1e18", "1e38", "3.5e38", "1e308", "-1e308", "0/0", "-(0/0)", "1/0", "-1/0",
}

-- Those of them that ask for little where they are taken for a number of things to do.
hostile.modest = {
  "0", "-1", "1", "2", "3", "7", "-2^31", "-2^63", "math.mininteger", "math.mininteger + 1", "0.5", "-0.0", "1.5",
  "1e-320", "5e-324", "-1e308", "0/0", "-(0/0)", "1/0", "-1/0",
}

hostile.texts = {
  [['']], [['x']], [['mean']], [['train']], [['1']], [['0x10']], [['nan']], [['\0']], [['a\0b']],
  [['\xff\xfe']], [['\xc3']], [['\u{202e}\u{1f469}\u{200d}\u{1f680}']], [['%s%n%d%@']], [['no/such/folder/x']],
  [['a.npy']], [['a.safetensors']], [['f.png']], [['f.svg']], [['saved']], [['labels.csv']], [['.']],
  [['\27[31m']], [['new\nline']], "huge", "name_of_thousands", [['__metadata__']], [['%']],
}

hostile.tables = {
  "{}", "{ {} }", "{ 1 }", "{ 1, 2, 3 }", "{ 3, 2, 1 }", "{ 1, 1 }", "{ 0 }", "{ -1 }", "{ 0, 0 }", "{ 2, 0 }", "{ 1, 8, 8 }",
  "{ 1.5 }", "{ math.mininteger }", "{ math.maxinteger }", "{ math.maxinteger, 1 }", "{ 1, math.mininteger }",
  "{ math.maxinteger, math.maxinteger }", "{ 2^53 }", "{ 0/0 }", "{ 1/0 }", "{ -1/0 }", "{ 1e308 }", "{ 1e308, -1e308 }",
  "{ 5e-324 }", "{ 4294967296, 4294967296 }", "{ 1000000, 1000 }", "{ '' }", "{ 'a', 'a' }", "{ '\\xff' }",
  "{ huge }", "{ true }", "{ false, true }", "{ print }", "{ a = 1 }", "{ 1, a = 2 }", "{ ['\\xff'] = 1 }", "{ [0] = 1 }",
  "{ [true] = 1 }", "{ [print] = print }", "{ nil, 2 }", "{ { 1 }, { 2, 3 } }", "{ { 1, 2 }, { 3, 4 } }", "{ { {} }, { {} } }",
  "{ { id = 1, class = 1 } }", "{ { id = math.maxinteger, class = 1 } }", "{ { id = 1, class = math.maxinteger } }",
  "{ name = 'x', x = { 1, 2 }, y = { 0/0, 1e308 } }", "{ { name = 'x', x = { 1e308, -1e308 }, y = { 1, 1/0 } } }",
  "{ { x = { 1 }, y = { 1 }, deviation = { -1e308 } } }", "cyclic", "deep", "wide", "sparse", "lying", "angry", "chained", "_G", "string",
}

hostile.others = {
  "nil", "true", "false", "print", "echo", "thrown", "yielding", "recursive", "many", "string.rep",
  "function() end", "function() return {} end", "function() return nil, 1 end", "function(_, n) return n end",
  "function() error(nil) end", "function() error({}) end", "function(q) return q end",
  "function(q) return q.ids end", "function(q, n) return table.move(q.ids, 1, n, 1, {}) end",
  "function(q, n) return table.move(q.ids, 1, n, 1, {}), { 0/0, 1/0, -1e308 } end",
  "function() return { math.maxinteger, 1 } end", "function() return { 1, 1 } end",
  "coroutine.create(echo)", "coroutine.wrap(yielding)", "coroutine.running()", "io.stdout", "io.tmpfile()",
}

hostile.all = {}
for _, group in ipairs{ hostile.numbers, hostile.texts, hostile.tables, hostile.others } do
  table.move(group, 1, #group, #hostile.all + 1, hostile.all)
end

return hostile
