-- What a parameter of a kind, or of a name, is likely to accept: Lua source.
local objects = require "objects"
local valid = {}

-- By the path of the function and the name of the parameter, else by the name alone.
local hints = {
  ["dataset.load.name"] = { "'digits'" }, ["dataset.open.path"] = { "'images'", "'export.npz'", "'a.npy'" },
  ["session.open.path"] = { "'saved'" }, ["tensor.load.path"] = { "'a.npy'", "'n.safetensors'" },
  ["tensor.save.path"] = { "'b.safetensors'" }, ["tensor.save.tensors"] = { "{ a = points }" },
  ["tensor:save.path"] = { "'c.npy'" }, ["figure:save.path"] = { "'g.svg'", "'g.png'" },
  ["network:save.path"] = { "'n.safetensors'" }, ["network:load.path"] = { "'n.safetensors'" },
  ["session:save.path"] = { "'saved'", "'saved2'" }, ["session:label_from.path"] = { "'saved/labels.csv'" },
  ["dataset:export.path"] = { "'export'", "'export.npz'" }, ["tensor.new.values"] = { "{ 1, 2 }", "{ { 1 }, { 2 } }" },
  ["network:predict.images"] = { "images" }, ["tensor:matmul.other"] = { "tensor.zeros{ 3, 2 }" },
  ["strategy.define.options"] = { "{ a = 1, b = { 2, min = 1, max = 3 } }" },
  ["strategy.define.name"] = { "'mine'", "'viewer'" }, ["strategy.define.needs"] = { "{}" },
  ["strategy:select.samples"] = { "tensor.zeros{ 2, 12, 3 }" }, ["strategy:select.committee"] = { "tensor.zeros{ 2, 12, 3 }" },
  ["strategy:select.images"] = { "tensor.zeros{ 12, 1, 8, 8 }" }, ["strategy:select.losses"] = { "tensor.zeros{ 12 }" },
  ["strategy:select.probabilities"] = { "shares" }, ["strategy:select.earlier"] = { "shares" },
  ["strategy:select.embeddings"] = { "points" }, ["strategy:select.pretext"] = { "points" },
  ["geometry.kmeans.labels"] = { "{ [1] = 1, [2] = 2 }" }, ["geometry.kmeans.centres"] = { "tensor.zeros{ 2, 3 }" },
  ["geometry.assignment.costs"] = { "tensor.zeros{ 3, 3 }", "tensor.zeros{ 2, 3 }" },
  ["tensor:reshape.shape"] = { "{ 36 }", "{ 3, 12 }" }, ["options.threads"] = { "2" }, ["options.precision"] = { "'f32'" },
  ["session:label.classes"] = { "nil", "{ 1, 2 }" }, ["session.new.images"] = { "20" },
  shape = { "{ 1, 8, 8 }", "{ 2, 3 }" }, points = { "points" }, network = { "net", "'linear'" }, split = { "'train'", "'test'" },
  count = { "1", "2" }, clusters = { "2" }, epochs = { "1" }, steps = { "2" }, rounds = { "2" }, members = { "2" }, samples = { "2" },
  pretraining = { "1" }, refinement = { "1" }, iterations = { "3" }, draws = { "2" }, budget = { "1" }, batch = { "8" }, hidden = { "8" },
  width = { "8" }, embedding = { "4" }, subset = { "10" }, size = { "8" }, images = { "20" }, classes = { "3" }, initial = { "6" }, k = { "2" },
  labels = { "{ 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3 }" }, path = { "'a.npy'" }, query = { "{ 1 }", "plain:query(1)" }, sampler = { "strategy.random{}" },
  strategies = { "{ strategy.random{}, strategy.entropy{} }" }, strategy = { "strategy.entropy{}" }, restarts = { "1" }, layers = { "1" }, latent = { "4" }, exaggerated = { "2" },
}

-- What decides how long something takes is always given, and only seed 0 gives it large values: they
-- are right, and the work is what was asked for.
valid.effort = {}
for name in ("epochs steps rounds members samples pretraining refinement iterations draws batch width hidden"
  .. " embedding subset restarts latent images size layers count exaggerated"):gmatch "%S+" do
  valid.effort[name] = true
end

local function pick(list, draw) return list[draw(#list)] end

-- Both ends of every range that the kind names, and what lies next to them.
local function numbers(kind)
  local found = {}
  for text in kind:gmatch "%-?%d[%d%.]*e?%-?%d*" do
    local number = math.tointeger(text) or tonumber(text)
    if number then
      local source = math.type(number) == "integer" and "%d" or "%.17g"
      found[#found + 1] = source:format(number)
      if math.type(number) == "integer" and number < math.maxinteger then found[#found + 1] = source:format(number + 1) end
    end
  end
  return found
end

function valid.source(path, parameter, draw)
  local hint = hints[path .. "." .. parameter.name] or hints[parameter.name]
  if hint and (valid.effort[parameter.name] or draw(4) > 1) then return pick(hint, draw) end
  if #parameter.choices > 0 then return ("%q"):format(pick(parameter.choices, draw)) end
  return valid.of(parameter.kind, draw)
end

function valid.of(kind, draw)
  if objects.sources[kind] then return pick(objects.sources[kind], draw) end
  local inner = kind:match "^list of (.*)"
  if inner then
    if inner:find "sizes" then return pick({ "{ 2, 3 }", "{ 1, 8, 8 }", "{ 4 }" }, draw) end
    if inner:find "id, class" then return "{ { id = 1, class = 1 } }" end
    local items = {}
    for i = 1, draw(4) - 1 do items[i] = valid.of(inner, draw) end
    return "{ " .. table.concat(items, ", ") .. " }"
  end
  if kind:find "^table" or kind:find "a table of" then return pick({ "{}", "{ a = 1 }", "{ 1, 2 }" }, draw) end
  if kind:find "function" then return pick({ "echo", "function(q, n) return table.move(q.ids, 1, n, 1, {}) end" }, draw) end
  if kind:find "strateg" then return pick(objects.sources.strategy, draw) end
  if kind:find "boolean" or kind:find "true or false" then return pick({ "true", "false" }, draw) end
  if kind:find "session" then return "plain" end
  if kind:find "number" or kind:find "integer" then
    local ends = numbers(kind)
    return #ends > 0 and draw(2) == 1 and pick(ends, draw) or pick({ "1", "2", "0.5", "3" }, draw)
  end
  if kind:find "index" then return pick({ "1", "2", "3" }, draw) end
  if kind:find "string" then return pick({ "'a'", "'train'" }, draw) end
  return pick({ "1", "'a'", "nil" }, draw)
end

return valid
