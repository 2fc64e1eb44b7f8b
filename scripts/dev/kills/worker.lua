-- Opens the session in a folder, or makes one, says what answers it has, and goes on answering and
-- saving until it is killed. What is printed has returned: it must be there afterwards.
local path = ...

local s
if session.exists(path) then
  s = session.open(path)
  for _, answer in ipairs(s.answers) do
    if answer.by == "user" then print("has", answer.id, answer.class) end
  end
else
  s = session.new{ dataset = dataset.load "digits", images = 400, initial = 10, seed = 1,
    method = method.classifier{ network = "mlp", network_options = { hidden = 4 } } }
end
print("ready", #s.unlabelled)
io.stdout:flush()
while #s.unlabelled > 0 do
  s:train{ epochs = 1 }
  s:save(path)
  print("saved")
  io.stdout:flush()
  for _ = 1, 3 do
    local id = s.unlabelled[1]
    if not id then break end
    local class = tostring(id % 10)
    s:label({ id }, { class })
    print("answered", id, class)
    io.stdout:flush()
  end
end
