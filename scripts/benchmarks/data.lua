-- Times the loading and changing of pictures for scripts/bench data; prints a line of JSON for each.
-- Run: scripts/crescent scripts/benchmarks/data.lua WORK PATH   (seconds are of the processor, so use one thread)

local work, path = arg[1], arg[2]

local function report(name, seconds, count)
  print(string.format('{"work": "%s", "ms": %.4f, "count": %d}', name, 1000 * seconds, count))
end

-- Loading touches every byte, as a peer's arrays have been: a mapped file is only read when looked at.
local function load(name)
  local started = os.clock()
  local d = dataset.load{ name, root = path }
  local opened = os.clock()
  local mean = d:statistics().mean
  report("open", opened - started, #d)
  report("open and look at every byte", os.clock() - started, #d)
end

if work == "folder" then
  local started = os.clock()
  local d = dataset.open{ path, size = 64 }
  report("open", os.clock() - started, #d)
  local s = session.new{ dataset = d, method = method.ccl{}, initial = 20, seed = 1 }
  s:pretrain{ epochs = 1 }
  local q = s:query(20)
  report("first query", os.clock() - started, #q)
elseif work == "augment" then
  local d = dataset.load{ "cifar10", root = path, scaling = "standardised" }
  local ids = {}
  for i = 1, 128 do ids[i] = i end
  for name, a in pairs{ crop_flip = augment.crop_flip{}, simclr = augment.simclr{} } do
    a:batch{ dataset = d, ids = ids }
    local best = math.huge
    for turn = 1, 30 do
      local started = os.clock()
      a:batch{ dataset = d, ids = ids, epoch = turn }
      best = math.min(best, os.clock() - started)
    end
    report(name, best, 128)
  end
else
  load(work)
end
