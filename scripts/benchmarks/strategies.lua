-- Query strategies beside random sampling, under one way of training.
-- Run:      scripts/crescent scripts/benchmarks/strategies.lua
-- Expect:   docs/results/strategies.md; on a set this easy most differences are a few points
-- Every run is some rows of the CSV file; the same command goes on where it was stopped, and writes
-- the page anew from the rows that are there. Initial labels, weights and shuffles of a seed are the
-- same for all strategies. With --pretext rotation, the same after a task without labels.

local arguments = require "arguments"
local summary = require "summary"

local o = arguments.parse("Compares query strategies by accuracy.", arg, {
  { "dataset", "digits", "name of the data set" },
  { "strategies", "all", "comma-separated names of those below, or all" },
  { "initial", 20, "labels drawn at random" },
  { "step", 20, "labels asked for in each round" },
  { "rounds", 7, "trainings, one before each step" },
  { "epochs", 100, "of each training" },
  { "pretext", "none", "task that is learned without labels at first, for strategies that use it" },
  { "pretext_epochs", 100, "of that task" },
  { "seeds", 3, "runs of each" },
  { "csv", "docs/results/strategies.csv", "rows of all runs" },
  { "page", "docs/results/strategies.md", "the page to write" },
})

-- Where no task without labels is learned, features are those of the trained model.
local function strategies(pretext)
  local here = pretext == "none" and { features = "embeddings" } or {}
  return {
    { "random", strategy.random{} },
    { "least_confidence", strategy.least_confidence{} },
    { "margin", strategy.margin{} },
    { "entropy", strategy.entropy{} },
    { "bald", strategy.bald{} },
    { "mc_entropy", strategy.mc_entropy{} },
    { "variation_ratio", strategy.variation_ratio{} },
    { "mean_std", strategy.mean_std{} },
    { "query_by_committee", strategy.query_by_committee{ members = 3 } },
    { "ensemble", strategy.ensemble{ members = 3 } },
    { "core_set", strategy.core_set{} },
    { "k_means", strategy.k_means{} },
    { "uncertainty_kmeans", strategy.uncertainty_kmeans{} },
    { "badge", strategy.badge{} },
    { "tod", strategy.tod{} },
    { "typiclust", strategy.typiclust(here) },
    { "probcover", strategy.probcover(here) },
    { "active_ft", strategy.active_ft(here) },
    { "cdd", strategy.cdd(here) },
    { "ccl_entropy", strategy.ccl_entropy{} },
    { "dsac", strategy.dsac{ k2 = 0, growth = 0 } },
    { "pt4al", strategy.pt4al{ rounds = o.rounds - 1 } },
    { "cluster_annotation", strategy.cluster_annotation{} },
    { "among", strategy.among{ strategy.margin{}, size = 400 } },
    { "mix", strategy.mix{ strategy.margin{}, strategy.k_means{} } },
    { "chain", strategy.chain{ strategy.margin{}, strategy.k_means{}, keep = 10 } },
  }
end

local header = "dataset,pretext,strategy,initial,step,epochs,seed,round,labels,accuracy,seconds"

-- Rows of runs after this task, in order.
local function rows(pretext)
  local file = io.open(o.csv, "r")
  if not file then return {} end
  file:close()
  local mine = {}
  for _, row in ipairs(summary.read(o.csv)) do
    if row.dataset == o.dataset and row.pretext == pretext and row.initial == o.initial
      and row.step == o.step and row.epochs == o.epochs and row.round <= o.rounds then
      mine[#mine + 1] = row
    end
  end
  return mine
end

local done = {}
for _, row in ipairs(rows(o.pretext)) do
  if row.round == o.rounds then done[row.strategy .. " " .. row.seed] = true end
end

local function run(data, name, how, seed)
  if done[name .. " " .. seed] then return end
  local s = session.new{
    dataset = data, initial = o.initial, seed = seed, strategy = how,
    method = method.classifier{ network = "bayesian_cnn", epochs = o.epochs, pretext = o.pretext } }
  if o.pretext ~= "none" then s:pretrain{ epochs = o.pretext_epochs } end
  local found = {}
  for round = 1, o.rounds do
    s:train{}
    local accuracy = s:evaluate{ split = "test" }.accuracy
    local start = clock()
    local labels = #s.labelled
    if round < o.rounds then s:label(s:query(o.step)) end
    found[round] = string.format("%s,%s,%s,%d,%d,%d,%d,%d,%d,%.17g,%.2f", o.dataset, o.pretext, name, o.initial,
      o.step, o.epochs, seed, round, labels, accuracy, clock() - start)
  end
  -- A run is there as a whole, or not at all.
  summary.append(o.csv, header, table.concat(found, "\n"))
  print(string.format("%-20s seed %d", name, seed))
end

local chosen = {}
for name in o.strategies:gmatch("[^,]+") do chosen[name] = true end
local data = dataset.load(o.dataset)
for seed = 1, o.seeds do
  for _, entry in ipairs(strategies(o.pretext)) do
    if chosen.all or chosen[entry[1]] then run(data, entry[1], entry[2], seed) end
  end
end

-- The page. The area under a curve is the mean accuracy over the rounds, by trapezoids.
local function measure(of)
  local areas, ends, seconds = {}, {}, {}
  for _, curve in pairs(of) do
    if curve[o.rounds] then
      local area = 0
      for round = 2, o.rounds do
        area = area + (curve[round].accuracy + curve[round - 1].accuracy) / 2
      end
      areas[#areas + 1] = area / (o.rounds - 1)
      ends[#ends + 1] = curve[o.rounds].accuracy
      for round = 1, o.rounds - 1 do seconds[#seconds + 1] = curve[round].seconds end
    end
  end
  return areas, ends, seconds
end

-- The difference from random of the same seeds, and its deviation.
local function beside(of, random)
  local differences = {}
  for seed, curve in pairs(of) do
    local base = random and random[seed]
    if base and base[o.rounds] and curve[o.rounds] then
      local own, other = measure{ curve }, measure{ base }
      differences[#differences + 1] = own[1] - other[1]
    end
  end
  if #differences == 0 then return "" end
  local mean, deviation = summary.mean(differences)
  local text = string.format("%+.1f", 100 * mean)
  return deviation and text .. string.format(" ± %.1f", 100 * deviation) or text
end

-- A row for each strategy, best area first; nil where there are no runs.
local function comparison(pretext)
  local runs, lines = {}, {}
  for _, row in ipairs(rows(pretext)) do
    local of = runs[row.strategy] or {}
    runs[row.strategy] = of
    of[row.seed] = of[row.seed] or {}
    of[row.seed][row.round] = row
  end
  for _, entry in ipairs(strategies(pretext)) do
    local areas, ends, seconds = measure(runs[entry[1]] or {})
    if #areas > 0 then
      lines[#lines + 1] = { area = summary.mean(areas), cells = {
        string.format("`%s`", tostring(entry[2])), tostring(#areas),
        summary.percent(summary.mean(areas)), beside(runs[entry[1]], runs.random),
        summary.percent(summary.mean(ends)), string.format("%.2f", (summary.mean(seconds))) } }
    end
  end
  if #lines == 0 then return nil end
  table.sort(lines, function(a, b) return a.area > b.area end)
  local cells = {}
  for i, line in ipairs(lines) do cells[i] = line.cells end
  return summary.markdown({ "strategy", "seeds", "area", "beside random", "at the end", "s" }, cells)
end

local parts = { string.format([[
# Query strategies

Test accuracy in %% on %s (%d training images), mean ± standard deviation over seeds, best area first.
Each run begins with %d labels drawn at random, the same for all strategies of a seed, asks %d times
%d more questions, and trains the network `bayesian_cnn` anew with `method.classifier` before each time,
%d epochs. The area is that under the curve of accuracy over rounds; beside random is the area's
difference from random sampling with the same seed. Seconds are those of one query. A difference
smaller than its deviation says nothing.
]], o.dataset, data.splits.train, o.initial, o.rounds - 1, o.step, o.epochs) }
for _, pretext in ipairs{ "none", "rotation", "simclr" } do
  local found = comparison(pretext)
  if found then
    parts[#parts + 1] = pretext == "none" and [[
## Without a pretext task

Strategies that look at features learned without labels by default looked at those of the trained model.
]] or string.format([[
## After `pretext = "%s"`

Learned without labels at first, in %d epochs, by a network of the same design; strategies look at its
features and losses. The task's own network is trained from scratch as above.
]], pretext, o.pretext_epochs)
    parts[#parts + 1] = found .. "\n"
  end
end
parts[#parts + 1] = [[
Written by `scripts/crescent scripts/benchmarks/strategies.lua` from
[strategies.csv](strategies.csv).
]]
summary.write(o.page, table.concat(parts, "\n"))
print("wrote " .. o.page)
