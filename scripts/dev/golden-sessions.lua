-- Made by version 0.1.0: two session directories of format 1, and what they hold.
local out = ...
local d = dataset.load "digits"
local function ids(list) return table.concat(list, " ") end
local function describe(s)
  print(s.round_number, s.pretrained, #s.history, s.seed)
  print(ids(s.labelled))
  for _, a in ipairs(s.answers) do io.write(a.id, ":", a.class, ":", a.by, ":", a.round, " ") end
  print()
  print(ids(s:query(5).ids))
end
local s = session.new{ dataset = d, images = 60, initial = 10, seed = 3, strategy = strategy.random{},
  method = method.classifier{ network = "mlp", network_options = { hidden = 4 }, epochs = 2 } }
s:round{ budget = 4 }
s:label({ s.unlabelled[1], s.unlabelled[2] }, { "3", "8" })
s:train{ epochs = 1 }
s:save(out .. "/classifier")
describe(session.open(out .. "/classifier"))
local c = session.new{ dataset = d, images = 60, initial = 0, seed = 5, validation = 0,
  strategy = strategy.dsac{ k2 = 10 }, method = method.sdec{ width = 8, embedding = 4, restarts = 2 } }
c:pretrain{ epochs = 1 }
c:label(c:query(10))
c:train{ epochs = 1 }
c.strategy = strategy.random{}
c:save(out .. "/clusters")
describe(session.open(out .. "/clusters"))
