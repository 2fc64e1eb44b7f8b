-- What strategies need on a pool of a million images: seconds and peak memory, each in a process of
-- its own.
-- Run:      scripts/crescent scripts/benchmarks/large-pool.lua
-- Expect:   docs/results/large-pool.md; everything that is not quadratic stays inside 4 GB
-- Differs:  features and probabilities are random numbers, which have no clusters: k-means has its
--           worst case, and bounds prune little.
-- Every run is a row of the CSV file; the same command goes on where it was stopped, and writes the
-- page anew from the rows that are there.

local arguments = require "arguments"
local summary = require "summary"

local o = arguments.parse("Strategies on a large pool.", arg, {
  { "images", 1000000, "in the pool" },
  { "features", 64, "of each image" },
  { "classes", 10, "probabilities of each image" },
  { "labelled", 1000, "of the images" },
  { "count", 100, "how many are asked for" },
  { "only", 0, "run the strategy of this number, and nothing else" },
  { "csv", "docs/results/large-pool.csv", "rows of all runs" },
  { "page", "docs/results/large-pool.md", "the page to write" },
})

local strategies = {
  strategy.random{}, strategy.entropy{}, strategy.margin{}, strategy.least_confidence{},
  strategy.bald{}, strategy.mc_entropy{}, strategy.variation_ratio{}, strategy.mean_std{},
  strategy.tod{}, strategy.core_set{}, strategy.k_means{}, strategy.uncertainty_kmeans{},
  strategy.badge{}, strategy.ccl_entropy{}, strategy.cdd{}, strategy.pt4al{}, strategy.dsac{},
  strategy.cluster_annotation{}, strategy.adc_pairs{}, strategy.active_ft{ iterations = 10 },
  strategy.uncertain_gcn{}, strategy.core_gcn{}, strategy.mcdal{},
  strategy.typiclust{}, strategy.mix{ "margin", "core_set" },
  strategy.chain{ "margin", "k_means" }, strategy.among{ "typiclust", size = 20000 },
  strategy.among{ "probcover", size = 20000 },
}

local header = "strategy,images,features,classes,count,seconds,bytes,processor"

local function rows()
  local file = io.open(o.csv, "r")
  if not file then return {} end
  file:close()
  local mine = {}
  for _, row in ipairs(summary.read(o.csv)) do
    if row.images == o.images and row.features == o.features and row.classes == o.classes
      and row.count == o.count then
      mine[row.strategy] = row
    end
  end
  return mine
end

local function run(how)
  local n = o.images
  local z = tensor.random{ shape = { n, o.features }, seed = 1 }
  local p = tensor.random{ shape = { n, o.classes }, seed = 2 }:softmax()
  local labelled = {}
  for i = 1, o.labelled do labelled[i] = { id = i, class = i % o.classes + 1 } end
  local given = { count = o.count, labelled = labelled, round = 2, probabilities = p,
    embeddings = z, pretext = z, losses = tensor.random{ shape = { n }, seed = 3 }, earlier = p }
  local draws = ({ bald = true, mc_entropy = true, variation_ratio = true, mean_std = true })[how.name]
  if draws then
    given.samples = tensor.random{ shape = { how.samples, n, o.classes }, seed = 4 }:softmax()
  end
  local start = clock()
  how:select(given)
  local seconds = clock() - start
  summary.append(o.csv, header, string.format('"%s",%d,%d,%d,%d,%.2f,%d,"%s"', how, n, o.features,
    o.classes, o.count, seconds, summary.peak_memory(), summary.processor()))
  print(string.format("%-50s %7.1f s  %5.2f GB", how, seconds, summary.peak_memory() / 1e9))
end

if o.only > 0 then
  run(strategies[o.only])
  return
end

for place, how in ipairs(strategies) do
  if not rows()[tostring(how)] then
    local command = string.format("scripts/crescent %s --only %d --images %d --features %d "
      .. "--classes %d --labelled %d --count %d --csv %s", arg[0], place, o.images, o.features,
      o.classes, o.labelled, o.count, o.csv)
    if not os.execute(command) then error(tostring(how) .. " failed", 0) end
  end
end

local cells, processor = {}, ""
for _, how in ipairs(strategies) do
  local row = rows()[tostring(how)]
  if row then
    processor = row.processor
    cells[#cells + 1] = { "`" .. row.strategy .. "`", string.format("%.1f", row.seconds),
      string.format("%.2f", row.bytes / 1e9) }
  end
end
summary.write(o.page, string.format([[
# Strategies on a large pool

%d labels of %d images with %d features and %d classes, %d of them labelled. Numbers are random, so
that there are no clusters to be found: the worst case of k-means. Memory is the greatest resident
size of the whole process, what is given included (%.2f GB without the draws of dropout).

%s

Left out: ensembles and committees, which keep as much as `bald` and take the time of their trainings;
`vaal`, `sraal`, `pal` and `lada`, which read images and take the time of their networks; `probcover` of
the whole pool, which compares all pairs, and says so before it starts.

On %s. Written by `scripts/crescent scripts/benchmarks/large-pool.lua` from
[large-pool.csv](large-pool.csv).
]], o.count, o.images, o.features, o.classes, o.labelled,
  4 * o.images * (o.features + o.classes + 1) / 1e9,
  summary.markdown({ "strategy", "s", "GB" }, cells), processor))
print("wrote " .. o.page)
