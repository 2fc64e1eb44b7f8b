-- CCL beside random sampling.  Roda & Geva, Frontiers in AI 7:1398844, 2024.
-- Run:      scripts/crescent scripts/papers/ccl.lua --dataset mnist --preset small --seeds 3
-- Expect:   91 % at 3 % of the labels of MNIST in the paper; measured tables in docs/results/ccl.md
-- Differs:  Eq. 7 survives only in part: reading B (each sample tells its centre from the others,
--           cosine, tau 0.1) asks and trains; reading A runs as the method "ccl-a". The random
--           baseline trains in the same way and only asks at random.
-- Every stage is saved under --out; the same command goes on where it was stopped.

local arguments = require "arguments"
local summary = require "summary"

local o = arguments.parse("Replays the protocol of CCL (Roda & Geva 2024).", arg, {
  { "dataset", "mnist", "name of the data set" },
  { "root", "", "folder with its files" },
  { "preset", "small", "how much of it", choices = { "smoke", "small", "paper" } },
  { "methods", "ccl,random", "comma-separated: ccl, ccl-a, random" },
  { "seeds", 3, "runs of each method" },
  { "first_seed", 1, "seed of the first run" },
  { "out", "out", "folder for results" },
})

-- Images of the training split (nil: all), epochs of pretraining and of each round, label counts.
local presets = {
  smoke = { images = 400, pretrain = 2, epochs = 1, rounds = 2, initial = 20, step = 20,
    batch = 64 },
  small = { images = 12500, pretrain = 10, epochs = 5, rounds = 6, initial = 50, step = 50,
    batch = 256 },
  paper = { images = nil, pretrain = 50, epochs = 10, rounds = 20, initial = 250, step = 250,
    batch = 256 },
}

local methods = {
  ["ccl"] = { reading = "B", strategy = "entropy" },
  ["ccl-a"] = { reading = "A", strategy = "entropy" },
  ["random"] = { reading = "B", strategy = "random" },
}

-- Epochs of pretraining between two saves.
local pretraining_step = 10

local p = presets[o.preset]
local folder = o.out .. "/" .. o.dataset
local names = {}
for name in o.methods:gmatch("[^,]+") do
  if not methods[name] then
    error(name .. ": unknown method (expected ccl, ccl-a or random)", 0)
  end
  names[#names + 1] = name
end

local data = dataset.load{ name = o.dataset, root = o.root ~= "" and o.root or nil }
print(data)

-- One autoencoder a seed, pretrained once and shared by all methods.
local function pretrained(seed)
  local path = string.format("%s/pretrained/seed-%d", folder, seed)
  local s = session.exists(path) and session.open(path) or session.new{
    dataset = data, method = method.ccl{ batch = p.batch, batch_norm = "running" }, initial = p.initial, seed = seed,
    images = p.images and math.min(p.images, data.splits.train) }
  while s.pretrained < p.pretrain do
    local epochs = math.min(pretraining_step, p.pretrain - s.pretrained)
    local start = clock()
    s:pretrain{ epochs = epochs }
    local seconds = clock() - start
    s:save(path)
    summary.append(path .. ".csv", "epochs,seconds", string.format("%d,%.3f", epochs, seconds))
    print(string.format("pretraining  seed %d  %d epochs, to %d of %d  %.0f s", seed, epochs,
      s.pretrained, p.pretrain, seconds))
  end
  return path
end

-- One row a round: the CSV is always written whole, from the session's own history.
local function write_csv(path, history)
  local lines = { "round,labels,fraction,accuracy,seconds,loss" }
  for _, round in ipairs(history) do
    lines[#lines + 1] = string.format("%d,%d,%.17g,%.17g,%.3f,%.9g", round.round, round.labels,
      round.fraction, round.accuracy, round.seconds, round.loss)
  end
  summary.write(path, table.concat(lines, "\n") .. "\n")
end

local function run(name, seed)
  local m = methods[name]
  local path = string.format("%s/%s/seed-%d", folder, name, seed)
  local s
  if session.exists(path) then
    s = session.open(path)
  else
    s = session.open(pretrained(seed))
    s.method.reading = m.reading
    s.strategy = strategy[m.strategy]{}
  end
  -- The labels asked for in the last round would be bought and never learned from.
  while #s.history < p.rounds do
    local last = #s.history == p.rounds - 1
    local r = s:round{ budget = last and 0 or p.step, epochs = p.epochs }
    s:save(path)
    write_csv(path .. ".csv", s.history)
    print(string.format("%-10s  seed %d  round %2d  %5d labels (%4.1f %%)  accuracy %.4f  %.0f s",
      name, seed, r.round, r.labels, 100 * r.fraction, r.accuracy, r.seconds))
  end
  return s.history
end

local curves, rows = {}, {}
for _, name in ipairs(names) do
  local accuracies = {}
  for seed = o.first_seed, o.first_seed + o.seeds - 1 do
    for index, round in ipairs(run(name, seed)) do
      accuracies[index] = accuracies[index]
        or { labels = round.labels, fraction = round.fraction, values = {} }
      table.insert(accuracies[index].values, round.accuracy)
    end
  end
  local curve = { name = name, x = {}, y = {}, deviation = {} }
  for index, point in ipairs(accuracies) do
    local mean, deviation = summary.mean(point.values)
    curve.x[index], curve.y[index], curve.deviation[index] = point.labels, mean, deviation or 0
    rows[index] = rows[index]
      or { tostring(point.labels), string.format("%.2f %%", 100 * point.fraction) }
    table.insert(rows[index], summary.percent(mean, deviation))
  end
  curves[#curves + 1] = curve
end

local header = { "labels", "of the pool", table.unpack(names) }
local text = summary.markdown(header, rows)
local title = string.format("%s, %s preset, %d seed%s", o.dataset, o.preset, o.seeds,
  o.seeds == 1 and "" or "s")
print("\nValidation accuracy in %, " .. title .. "\n\n" .. text)
summary.write(folder .. "/table.md", text .. "\n")
local figure = plot.curve{ series = curves, title = "CCL: " .. title, x = "labels",
  y = "validation accuracy" }
figure:save(folder .. "/curve.svg")
figure:save(folder .. "/curve.png")
summary.append(folder .. "/runs.csv", "preset,methods,seeds,seconds,peak_mb,threads,engine,processor",
  string.format('%s,"%s",%d,%.0f,%.0f,%d,"%s","%s"', o.preset, o.methods, o.seeds, clock(),
    summary.peak_memory() / 2 ^ 20, options().threads, options().engine, summary.processor()))
print("\nwritten: " .. folder .. "/{table.md,curve.svg,curve.png}")
