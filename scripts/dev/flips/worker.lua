-- Opens the sessions FIRST to LAST below a folder, and says of each in a line what came of it:
-- refused and why; opened, saved and opened again as the same; or what went wrong after it opened.
local folder, first, last = ...

local function line(text) return (tostring(text):gsub("\n", "\\n"):gsub("\t", " ")) end

-- Everything that a session shows, as text.
local function shown(s)
  local parts = { tostring(s), s.round_number, s.pretrained, s.seed, tostring(s.method),
    tostring(s.strategy) }
  for _, name in ipairs{ "labelled", "unlabelled", "validation" } do
    parts[#parts + 1] = table.concat(s[name], " ")
  end
  for _, round in ipairs(s.history) do
    parts[#parts + 1] = tostring(round) .. " " .. table.concat(round.asked or {}, " ")
  end
  for _, answer in ipairs(s.answers) do
    parts[#parts + 1] = ("%d %s %s %d"):format(answer.id, answer.class, answer.by, answer.round)
  end
  return table.concat(parts, "\n")
end

for number = tonumber(first), tonumber(last) do
  local path = ("%s/%d"):format(folder, number)
  local is_open, s = pcall(session.open, path)
  if not is_open then
    print(("%d\trefused\t%s"):format(number, line(s)))
  else
    local fine, again = pcall(function()
      local before = shown(s)
      s:save(path)
      return before == shown(session.open(path))
    end)
    local word = not fine and "cannot be saved" or again and "opened" or "opened again as another"
    print(("%d\t%s\t%s"):format(number, word, fine and "" or line(again)))
  end
  io.stdout:flush()
end
