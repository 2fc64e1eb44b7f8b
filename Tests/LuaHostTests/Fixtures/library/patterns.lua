-- Random patterns on random subjects: a line for each call of string.find, match, gmatch and gsub, with its
-- results or its error. The test runs it with Lua's own library and with the host's, and compares.
local state = 20261128
local function random(n)  -- 1 to n, the same in every state
  state = (state * 6364136223846793005 + 1442695040888963407)
  return (state >> 33) % n + 1
end
local function pick(list) return list[random(#list)] end

local pieces = {
  "a", "b", "c", ".", "%a", "%d", "%s", "%w", "%x", "%p", "%l", "%u", "%c", "%g", "%A", "%D", "%W", "%.", "%%",
  "[ab]", "[^ab]", "[a-c]", "[^a-c]", "[]]", "[^]]", "[%a_]", "[%]]", "[a%-c]", "[%a-z]", "[a-]", "[-a]", "[c-a]",
  "[a-%%]", "[]-a]", "%f[a]", "%f[%w]", "%f[^ab]", "%bab", "%b()", "%baa", "(", ")", "(a", "b)", "()", "(a*)",
  "(.-)", "(%w+)", "%1", "%2", "%0", "%9", "$", "^", "*", "+", "-", "?", "%", "[", "[a", "[^", "[%", "%f", "%b",
  "%bx", "\0", "[\0]", "\xFF", "%z", "%Z", "%y", "[%z]", "]", "[[]", "[a[]", "[^%s]", "[%w%s]", "ab", "abc", "1",
}
local quantifiers = { "", "", "", "", "*", "+", "-", "?" }
local letters = { "a", "b", "c", "A", "1", " ", "(", ")", "%", "]", "-", "_", ".", "\0", "\xFF", "ab", "aa", "[" }
local replacements = {
  "", "x", "<%0>", "%1", "%2%1", "%%", "%", "%x", "a%", "%9", "[%0%1]", "long" .. ("r"):rep(40),
}

local function subject()
  local text = {}
  for i = 1, random(14) - 1 do text[i] = pick(letters) end
  return table.concat(text)
end
local function pattern()
  local text = { random(8) == 1 and "^" or "" }
  for i = 2, random(6) + 1 do text[i] = pick(pieces) .. pick(quantifiers) end
  if random(8) == 1 then text[#text + 1] = "$" end
  return table.concat(text)
end

local results = {}
local function note(...)
  local words = table.pack(...)
  for i = 1, words.n do words[i] = tostring(words[i]) end
  results[#results + 1] = table.concat(words, "|")
end
local function try(f, ...) note(pcall(f, ...)) end

local function all(s, p, init)
  local found, steps = {}, 0
  for a, b in string.gmatch(s, p, init) do
    found[#found + 1] = tostring(a) .. "," .. tostring(b)
    steps = steps + 1
    if steps > 40 then break end
  end
  return table.concat(found, ";")
end

local names = { a = "first", b = false, [1] = "one", ab = 12, c = true }
for trial = 1, ... do
  local s, p = subject(), pattern()
  local init = random(4) == 1 and random(24) - 12 or nil
  local line = #results
  try(string.find, s, p, init)
  try(string.match, s, p, init)
  try(all, s, p, init)
  try(string.gsub, s, p, pick(replacements), random(4) == 1 and random(3) - 1 or nil)
  try(string.gsub, s, p, names)
  try(string.gsub, s, p, function(a, b) return b and a or tostring(a) .. "!" end)
  try(string.find, s, p, init, true)
  for i = line + 1, #results do results[i] = ("%q %q %s: %s"):format(s, p, init, results[i]) end
end
return table.concat(results, "\n")
