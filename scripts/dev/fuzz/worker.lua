-- Makes calls FIRST to LAST of a seed and notes each before it is made, so that the last line of the
-- log names the one that ended the program. scripts/dev/fuzz-calls starts it, in a folder of its own.
--     crescent --no-init worker.lua DECLARATIONS LOG SEED FIRST LAST
local declarations, log, seed, first, last = ...
seed, first, last = tonumber(seed), tonumber(first), tonumber(last)
local hostile, objects, calls = require "hostile", require "objects", require "calls"

local declared = dofile(declarations)
for _, type in ipairs(declared.types) do
  assert(objects.sources[type.name], "objects.lua makes none of type '" .. type.name .. "'")
end
local targets = calls.targets(declared)
local lines = assert(io.open(log, "a"))
local long = assert(io.open(log .. ".long", "a"))
local collect, write_to_log, now = collectgarbage, lines.write, clock

-- What the lines see: the globals, the names of hostile values, and helpers.
local scope = setmetatable({}, { __index = _G })
for name, value in pairs(hostile.names) do scope[name] = value end
scope.closed, scope.collected, scope.inside, scope.viewed = objects.closed, objects.collected, objects.inside, objects.viewed

function scope.put(object, key, value)
  object[key] = value
  return object[key], tostring(object)
end

function scope.worked(s, chosen, count)
  local before = s.strategy
  s.strategy = chosen
  local results = table.pack(pcall(s.query, s, count))
  s.strategy = before
  return chosen, table.unpack(results)
end

function scope.learned(d, chosen)
  local s = session.new{ dataset = d, method = chosen, initial = 6, images = 12, seed = 1 }
  pcall(s.pretrain, s, { epochs = 1 })
  pcall(s.train, s, { epochs = 1 })
  pcall(s.query, s, 2)
  return s, s:evaluate()
end

local made
local function refresh()
  options{ threads = 2, precision = "f32", winograd = true }
  made = objects.things()
  for name, thing in pairs(made) do scope[name] = thing end
end

-- Whether a call has closed one of the things that all share.
local function isSpoilt()
  for _, thing in pairs(made) do
    if tostring(thing):find "^closed" then return true end
  end
end

-- A result is looked at, as the prompt would.
local function look(fine, ...)
  for i = 1, select("#", ...) do
    local value = select(i, ...)
    if type(value) == "userdata" then pcall(print, value) else pcall(tostring, value) end
  end
  return fine
end

local orderly = {}
if seed == 0 then
  calls.each(targets, function(write) orderly[#orderly + 1] = write end)
  last = math.min(last, #orderly)
end

local errors = 0
for number = first, last do
  if number == first or number % 400 == 0 or isSpoilt() then refresh() end
  local line = orderly[number] and orderly[number](calls.generator(0, number)) or calls.line(targets, seed, number)
  write_to_log(lines, number, "\t", line, "\n")
  lines:flush()
  local chunk, problem = load("return " .. line, "=call", "t", scope)
  if not chunk then error("no Lua: " .. line .. ": " .. problem) end
  local began = now()
  if not look(pcall(chunk)) then errors = errors + 1 end
  if now() - began > 1 then write_to_log(long, ("%.1f s, seed %d, call %d: %s\n"):format(now() - began, seed, number, line)) end
  if number % 50 == 0 then collect() end
end
write_to_log(lines, "done\t", #targets, " targets, ", errors, " of ", last - first + 1, " calls were refused\n")
