-- Strategies that train a network of their own, beside random sampling and entropy.
-- Run:      scripts/crescent scripts/papers/trained-strategies.lua --dataset digits --seeds 3
-- Expect:   measured tables in docs/results/trained-strategies.md; the papers measure on CIFAR-10 and
--           larger sets with ResNet-18 or VGG16, so their numbers are not comparable.
-- Differs:  fewer steps and narrower networks than the papers' defaults, so that it runs on a
--           processor: the options stand below. All strategies share the task network, its training and
--           the first labels of each seed.
-- Every round is saved under --out; the same command goes on where it was stopped.

local arguments = require "arguments"
local summary = require "summary"

local o = arguments.parse("Compares strategies that train networks of their own.", arg, {
  { "dataset", "digits", "name of the data set" },
  { "root", "", "folder with its files" },
  { "images", 0, "images of the training split, drawn at random; 0: all" },
  { "network", "cnn", "task network" },
  { "epochs", 60, "of each training" },
  { "batch", 32, "images in a mini-batch" },
  { "initial", 20, "labels at the start" },
  { "step", 20, "labels of each round" },
  { "rounds", 6, "trainings" },
  { "strategies", "random,entropy,vaal,sraal,uncertain_gcn,core_gcn,mcdal,lada,pal",
    "comma-separated" },
  { "seeds", 3, "runs of each" },
  { "first_seed", 1, "seed of the first run" },
  { "out", "out/trained-strategies", "folder for sessions and numbers" },
})

-- What differs from the defaults.
local settings = {
  vaal = { width = 8, steps = 250, batch = 64 },
  sraal = { width = 8, steps = 250, batch = 64, latent = 64 },
  mcdal = { steps = 1000 },
  lada = { subset = 600, epochs = 4 },
  pal = { network = "cnn", epochs = 40, batch = 32, subquery = 10 },
}

local names = {}
for name in o.strategies:gmatch("[^,]+") do
  if not strategy[name] then error(name .. ": unknown strategy", 0) end
  names[#names + 1] = name
end

local data = dataset.load{ name = o.dataset, root = o.root ~= "" and o.root or nil }
print(data)
local folder = o.out .. "/" .. o.dataset

local header = "round,labels,accuracy,query"

local function run(name, seed)
  local path = string.format("%s/%s/seed-%d", folder, name, seed)
  local s
  if session.exists(path) then
    s = session.open(path)
  else
    s = session.new{
      dataset = data, seed = seed, initial = o.initial,
      images = o.images > 0 and o.images or nil,
      method = method.classifier{ network = o.network, epochs = o.epochs, batch = o.batch,
        schedule = "cosine", batch_norm = "running" },
      strategy = strategy[name](settings[name] or {}) }
  end
  while #s.history < o.rounds do
    -- Labels bought in the last round would never be learned from.
    local last = #s.history == o.rounds - 1
    s:train{}
    local accuracy, labels, number = s:evaluate().accuracy, #s.labelled, s.round_number
    local start = clock()
    local q = s:query(last and 0 or o.step)
    local seconds = clock() - start
    if not last then s:label(q) end
    s:save(path)
    summary.append(path .. ".csv", header,
      string.format("%d,%d,%.17g,%.3f", number, labels, accuracy, seconds))
    print(string.format("%-14s seed %d  %4d labels  accuracy %.4f  query %.1f s", name, seed, labels,
      accuracy, seconds))
  end
end

for seed = o.first_seed, o.first_seed + o.seeds - 1 do
  for _, name in ipairs(names) do run(name, seed) end
end

summary.append(folder .. "/runs.csv",
  "images,network,epochs,batch,initial,step,rounds,seeds,peak_mb,threads,engine,processor",
  string.format('%d,%s,%d,%d,%d,%d,%d,%d,%.0f,%d,"%s","%s"', o.images, o.network, o.epochs,
    o.batch, o.initial, o.step, o.rounds, o.seeds, summary.peak_memory() / 2 ^ 20,
    options().threads, options().engine, summary.processor()))
