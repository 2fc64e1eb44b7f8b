-- Calls of the other functions that the host replaces: results and errors, a line each.
local results = {}
local function shown(value)
  if type(value) == "table" then
    local words = {}
    for i = 1, math.max(#value, 6) do words[i] = shown(value[i]) end
    return "{" .. table.concat(words, ",") .. "}"
  end
  return type(value) == "string" and ("%q"):format(value) or tostring(value)
end
local function try(name, f, ...)
  local words = table.pack(pcall(f, ...))
  for i = 1, words.n do words[i] = shown(words[i]) end
  -- Lua 5.4.4 blames the wrong argument.
  words[2] = (words[2] or ""):gsub("#1 to '(t?a?b?l?e?%.?remove)' %(position", "#2 to '%1' (position")
  results[#results + 1] = name .. ": " .. table.concat(words, " ")
end

-- Each function with each of these as its arguments, and the table afterwards.
local numbers = { 0, 1, 2, 3, 5, -1, -3, math.maxinteger, math.mininteger, 1.0, 1.5, "2", "x", false, "nil" }
local function arguments(count, body)
  local chosen = {}
  local function fill(place)
    if place > count then return body(table.unpack(chosen, 1, count)) end
    for _, value in ipairs(numbers) do
      chosen[place] = value ~= "nil" and value or nil
      fill(place + 1)
    end
  end
  fill(1)
end
local lists = {
  function() return {} end, function() return { "a" } end, function() return { "a", "b", 3, 4.5 } end,
  function() return { 1, nil, 3 } end, function() return { {}, 2 } end,
}
local function is_near(n) return math.type(n) ~= "integer" or n > -99 and n < 99 end
local function within(a, b) return is_near(a) and is_near(b) end
for _, make in ipairs(lists) do
  for _, name in ipairs{ "insert", "remove" } do
    arguments(2, function(...)
      local list = make()
      try(name, table[name], list, ...)
      try(name, function() return list end)
    end)
  end
  for _, name in ipairs{ "insert", "remove", "concat", "unpack", "sort" } do
    local list = make()
    try(name, table[name], list)
    try(name, table[name], list, 1)
    try(name, table[name], list, 1, 2, 3)
    try(name, function() return list end)
  end
  arguments(2, function(i, j)
    if within(i, j) then
      try("concat", table.concat, make(), ",", i, j)
      try("unpack", table.unpack, make(), i, j)
    end
  end)
  arguments(3, function(f, e, t)
    if within(f, e) then
      local list, other = make(), { "x", "y" }
      try("move", table.move, list, f, e, t)
      try("move", function() return list end)
      try("move", table.move, list, f, e, t, other)
    end
  end)
end
for _, bad in ipairs{ 1, "text", true, print } do
  for _, name in ipairs{ "insert", "remove", "concat", "unpack", "sort", "move" } do
    try(name, table[name], bad, 1, 1, 1)
  end
end
-- What stands for a table, through its metatable.
local function proxy(values, methods)
  local all = {
    __index = function(_, k) return values[k] end,
    __newindex = function(_, k, v) values[k] = v end,
    __len = function() return #values end,
  }
  local chosen = {}
  for _, name in ipairs(methods) do chosen[name] = all[name] end
  return setmetatable({}, chosen)
end
for _, methods in ipairs{ { "__index", "__newindex", "__len" }, { "__index", "__len" }, { "__len" }, {} } do
  for _, name in ipairs{ "insert", "remove", "concat", "unpack", "sort" } do
    local values = { "c", "a", "b" }
    try(name, table[name], proxy(values, methods))
    try(name, function() return values end)
  end
  local values = { "c", "a", "b" }
  try("move", table.move, proxy(values, methods), 1, 3, 2)
  try("insert", table.insert, proxy(values, methods), 1, "z")
  try("move", function() return values end)
end
try("len", table.concat, setmetatable({}, { __len = function() return "x" end }))
try("huge", table.unpack, {}, 1, 1e7)
try("huge", table.unpack, {}, math.mininteger, math.maxinteger)

-- Orders.
local state = 7
local function random(n)
  state = (state * 6364136223846793005 + 1442695040888963407)
  return (state >> 33) % n + 1
end
for size = 0, 200, 7 do
  local integers, floats, mixed, texts = {}, {}, {}, {}
  for i = 1, size do
    integers[i], floats[i] = random(50) - 25, random(1000) / 8
    mixed[i] = i % 2 == 0 and random(1000) + 0.5 or random(1000) * 2000
    texts[i] = ("k"):rep(random(3)) .. random(30)
  end
  for _, list in ipairs{ integers, floats, mixed, texts } do
    table.sort(list)
    results[#results + 1] = "sort: " .. table.concat(list, " ")
    table.sort(list, function(a, b) return a > b end)
    results[#results + 1] = "sort: " .. table.concat(list, " ")
  end
end
try("sort", table.sort, { 1, "x" })
try("sort", table.sort, { {}, {} })
try("sort", table.sort, { 1, 2 }, 3)
try("sort", table.sort, { 3, 2, 1 }, nil)

-- Strings and UTF-8.
arguments(1, function(n)
  if n ~= math.maxinteger then try("rep", string.rep, "ab", n) end
  try("rep", string.rep, "ab", 3, n)
end)
try("rep", string.rep, "ab", 1 << 62)
try("rep", string.rep, "x", 7, ", ")
local strange = {
  "", "a", "aé日🌙", "\x80", "a\xC3", "\xC3\xA9", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFD\xBF\xBF\xBF\xBF\xBF",
  "\xFE", "\xFF", "a\x80b", "\xE0\x80\x80", "日本",
}
for _, text in ipairs(strange) do
  arguments(2, function(i, j)
    try("len", utf8.len, text, i, j)
    try("len", utf8.len, text, i, j, true)
    try("offset", utf8.offset, text, i, j)
  end)
end

-- Coroutines, finalizers, compiled text.
local function name(value) return type(value) end
local wrapped = coroutine.wrap(function(...) coroutine.yield(...) error("over", 0) end)
try("wrap", wrapped, 1, nil, 3)
try("wrap", wrapped)
try("wrap", wrapped)
try("wrap", coroutine.wrap(function() error{ 1 } end))
try("wrap", coroutine.wrap, 1)
local inner
inner = coroutine.wrap(function() return inner() end)
try("wrap", inner)
local closed = {}
local function closing(text)
  return setmetatable({}, { __close = function(_, problem) closed[#closed + 1] = text .. tostring(problem) end })
end
try("wrap", coroutine.wrap(function() local x <close> = closing("x") error("in it", 0) end))
local made = coroutine.create(function() local x <close> = closing("y") coroutine.yield() end)
try("resume", coroutine.resume, made)
try("close", coroutine.close, made)
try("close", coroutine.close, made)
try("resume", coroutine.resume, made)
try("close", coroutine.close, coroutine.running())
try("closed", function() return closed end)
try("setmetatable", setmetatable, 1, {})
try("setmetatable", setmetatable, {}, 1)
try("setmetatable", setmetatable, {})
try("setmetatable", setmetatable, setmetatable({}, { __metatable = 1 }), {})
local collected = {}
local class = { __gc = function(object) collected[#collected + 1] = object.name end }
do
  local one, two = setmetatable({ name = "one" }, class), setmetatable({ name = "two" }, class)
end
collectgarbage()
collectgarbage()
table.sort(collected)
try("gc", function() return collected end)
try("load", load, "return 1 +")
try("load", load, "x = ", "=name")
try("load", function() return load("return x", "c", "t", { x = 5 })() end)
try("load", function() return load("return ...")(7) end)
local parts = { "return ", "4", "2" }
try("load", function() return load(function() return table.remove(parts, 1) end)() end)
return table.concat(results, "\n")
