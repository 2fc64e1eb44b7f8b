-- Makes, answers, saves and saves again, where one file operation fails (LD_PRELOAD of faults.c). What
-- fails is tried again: it must come about then, and nothing may be lost.
local path = ...

local failures = 0
local function again(what, call)
  for attempt = 1, 3 do
    local fine, problem = pcall(call)
    if fine then return end
    failures = failures + 1
    print("failed", what, (tostring(problem):gsub("\n", "\\n")))
  end
  error(what .. " fails for ever")
end

local s = session.new{ dataset = dataset.load "digits", images = 60, initial = 10, seed = 1,
  method = method.classifier{ network = "mlp", network_options = { hidden = 4 } } }
local given = {}
local function answer()
  local id = s.unlabelled[1]
  again("label", function() s:label({ id }, { tostring(id % 10) }) end)
  given[#given + 1] = id
end

again("first save", function() s:save(path) end)
answer()
answer()
again("second save", function() s:save(path) end)
answer()
s:train{ epochs = 1 }
again("third save", function() s:save(path) end)
local opened = session.open(path)
local has = {}
for _, a in ipairs(opened.answers) do
  if a.by == "user" then has[#has + 1] = a.id end
end
assert(table.concat(has, " ") == table.concat(given, " "), "answers are not those that were given")
print("fine", failures)
