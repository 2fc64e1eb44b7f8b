-- What scripts/bench data asks of the program itself.
-- Run: scripts/crescent scripts/benchmarks/data.lua changing        milliseconds of one processor, JSON
--      scripts/crescent scripts/benchmarks/data.lua own FOLDER      a line as each stage is done

local work, path = arg[1], arg[2]

local function done(stage)
  print(stage)
  io.stdout:flush()
end

if work == "own" then
  local d = dataset.open(path)
  done "opened"
  local s = session.new{ dataset = d, method = method.classifier{ epochs = 20 }, initial = 20, seed = 1 }
  s:train()
  done "trained"
  s:query(20)
  done "asked"
elseif work == "changing" then
  local d = dataset.shapes{ images = 128, size = 32, channels = 3 }
  local ids = d:find{}
  for name, a in sorted{ crop_flip = augment.crop_flip{}, simclr = augment.simclr{} } do
    local best = math.huge
    for turn = 1, 100 do
      local started = os.clock()
      a:batch{ dataset = d, ids = ids, epoch = turn }
      best = math.min(best, os.clock() - started)
    end
    print(string.format('{"work": "%s", "ms": %.4f}', name, 1000 * best))
  end
else
  error("expected changing, or own and a folder", 0)
end
