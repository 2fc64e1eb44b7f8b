-- Accuracy with bfloat16 beside single precision: the same sessions, seed by seed.
-- Run:      scripts/crescent scripts/benchmarks/precision.lua
-- Expect:   differences within the deviation over seeds; docs/results/precision.md
-- Every run is a row of the CSV file; the same command goes on where it was stopped, and writes the
-- page anew from the rows that are there.

local arguments = require "arguments"
local summary = require "summary"

local o = arguments.parse("Compares precisions by accuracy.", arg, {
  { "datasets", "mnist,cifar10", "comma-separated" },
  { "labels", 5000, "labelled images" },
  { "epochs", 6, "of training" },
  { "seeds", 3, "runs of each" },
  { "csv", "docs/results/precision.csv", "rows of all runs" },
  { "page", "docs/results/precision.md", "the page to write" },
})

local header = "dataset,precision,labels,epochs,seed,accuracy,seconds,processor"
local precisions = { "f32", "bf16" }

local function rows()
  local file = io.open(o.csv, "r")
  if not file then return {} end
  file:close()
  return summary.read(o.csv)
end

local function is_done(name, precision, seed)
  for _, row in ipairs(rows()) do
    if row.dataset == name and row.precision == precision
      and row.labels == o.labels and row.epochs == o.epochs and row.seed == seed then
      return true
    end
  end
  return false
end

local function run(data, name, precision, seed)
  if is_done(name, precision, seed) then return end
  -- Also where the processor is slower with it: the question here is what it does to accuracy.
  options{ precision = precision, force = true }
  local s = session.new{
    dataset = data, initial = o.labels, seed = seed,
    method = method.classifier{ network = "cnn", optimizer = "adam", rate = 1e-3,
      batch = 128, epochs = o.epochs, schedule = "cosine" } }
  local start = clock()
  s:train{ epochs = o.epochs }
  local seconds = clock() - start
  local accuracy = s:evaluate().accuracy
  summary.append(o.csv, header, string.format('%s,%s,%d,%d,%d,%.17g,%.1f,"%s"', name,
    precision, o.labels, o.epochs, seed, accuracy, seconds, summary.processor()))
  print(string.format("%-8s %-4s seed %d  accuracy %.4f  %.0f s", name, precision, seed, accuracy,
    seconds))
end

for name in o.datasets:gmatch("[^,]+") do
  local data = dataset.load(name)
  for seed = 1, o.seeds do
    for _, precision in ipairs(precisions) do run(data, name, precision, seed) end
  end
end

-- The page: a row for each data set, mean and deviation over seeds.
local groups, order = {}, {}
for _, row in ipairs(rows()) do
  local key = table.concat({ row.dataset, row.labels, row.epochs }, ",")
  if not groups[key] then
    groups[key] = { dataset = row.dataset, labels = row.labels, epochs = row.epochs }
    order[#order + 1] = key
  end
  groups[key][row.precision] = groups[key][row.precision] or {}
  table.insert(groups[key][row.precision], row.accuracy)
end

local lines = {}
for _, key in ipairs(order) do
  local group = groups[key]
  local cells = { group.dataset, tostring(group.labels), tostring(group.epochs) }
  for _, precision in ipairs(precisions) do
    local values = group[precision]
    cells[#cells + 1] = values
      and summary.percent(summary.mean(values)) .. string.format(" (%d seeds)", #values) or "not run"
  end
  lines[#lines + 1] = cells
end

summary.write(o.page, [[
# Accuracy with bfloat16

Validation accuracy in %, mean ± standard deviation over seeds, of the network `cnn` trained by
`method.classifier` on the same labelled images with the same seeds in either precision. With
bfloat16, activations between layers are bfloat16; weights, statistics, losses and the optimizer stay
in single precision.

]] .. summary.markdown({ "data set", "labels", "epochs", "f32", "bf16" }, lines) .. [[


Written by `scripts/crescent scripts/benchmarks/precision.lua` from
[precision.csv](precision.csv), which also has the seconds and the processor of each run.
]])
print("written: " .. o.page)
