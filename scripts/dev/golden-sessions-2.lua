-- Made by the program before rounds recorded what they learned from (commit 3924703): a session of format 2 in its
-- second round of DSAC, whose followers were formed anew, and one that asked about clusters and pairs.
local out = ...
local d = dataset.load "digits"
local function describe(s)
  print(s.round_number, #s.history, #s.answers, s.seed)
  print(table.concat(s:query(5).ids, " "))
end
local method = method.sdec{ width = 8, embedding = 4, restarts = 2 }
local s = session.new{ dataset = d, images = 60, initial = 0, seed = 5, validation = 0.2,
  strategy = strategy.dsac{ k2 = 10, growth = 10 }, method = method }
s:pretrain{ epochs = 1 }
s:label(s:query(10))
s:train{ epochs = 1 }
s:evaluate()
s:save(out .. "/followers")
describe(session.open(out .. "/followers"))
local c = session.new{ dataset = d, images = 60, initial = 4, seed = 6, validation = 0.2,
  strategy = strategy.cluster_annotation{ share = 0, purity = 0.3 }, method = method }
c:pretrain{ epochs = 1 }
c:label(c:query(6))
c:train{ epochs = 1 }
c:evaluate()
c:save(out .. "/clusters")
describe(session.open(out .. "/clusters"))
