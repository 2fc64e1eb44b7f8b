-- Makes the calls of calls.lua from number FIRST on (or those named), each alone, and says before each that
-- it begins, and after it what came of it.
local here, folder_given, first, names = ...
folder = folder_given
local calls = dofile(here .. "/calls.lua")

local wanted
if names and names ~= "" then
  wanted = {}
  for name in names:gmatch "[^,]+" do wanted[name] = true end
end

local function line(text) return (tostring(text):sub(1, 2000):gsub("\n", "\\n"):gsub("\t", " ")) end

for number = tonumber(first), #calls do
  local name, code = table.unpack(calls[number])
  if not wanted or wanted[name] then
    print(("begin\t%d\t%s"):format(number, name))
    io.stdout:flush()
    local started = clock()
    local fine, result = pcall(assert(load(code)))
    result = not fine and line(result) or ""
    collectgarbage()
    collectgarbage()
    print(("%s\t%d\t%s\t%.1f"):format(fine and "done" or "refused", number, result, clock() - started))
    io.stdout:flush()
  end
end
print "end"
