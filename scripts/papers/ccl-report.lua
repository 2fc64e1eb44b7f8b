-- Writes docs/results/ccl.md from the files that scripts/papers/ccl.lua and scripts/bench ccl left.
-- Run:  scripts/crescent scripts/papers/ccl-report.lua --data docs/results/ccl > docs/results/ccl.md
-- The folder has <preset>/<dataset>/ as ccl.lua writes it, with notes.md where something is to be
-- said of a run, and bench.csv.

local arguments = require "arguments"
local summary = require "summary"

local o = arguments.parse("Writes the results page of CCL.", arg, {
  { "readme", "", "write the results between the marks of this README instead" },
  { "data", "docs/results/ccl", "folder with the measured files" },
})

-- Published: the only number here that this project did not measure.
local published = { { "Roda & Geva 2024, MNIST, 3 % of the labels", "91 %" } }

local names = { ccl = "CCL, reading B", ["ccl-a"] = "CCL, reading A", random = "random, reading B" }

local function table_of(folder)
  local methods, all, shortest = {}, {}, math.huge
  for _, method in ipairs{ "ccl", "ccl-a", "random" } do
    local list = summary.runs(folder, method)
    if #list > 0 then
      methods[#methods + 1], all[method] = method, list
      for _, run in ipairs(list) do shortest = math.min(shortest, #run) end
    end
  end
  local header, rows = { "labels", "of the pool" }, {}
  for _, method in ipairs(methods) do
    header[#header + 1] = string.format("%s (%d seed%s)", names[method], #all[method],
      #all[method] == 1 and "" or "s")
  end
  for round = 1, shortest do
    local first = all[methods[1]][1][round]
    local row = { tostring(first.labels), string.format("%.2f %%", 100 * first.fraction) }
    for _, method in ipairs(methods) do
      local values = {}
      for _, run in ipairs(all[method]) do values[#values + 1] = run[round].accuracy end
      row[#row + 1] = summary.percent(summary.mean(values))
    end
    rows[#rows + 1] = row
  end
  return summary.markdown(header, rows), all
end

local function seconds_of(list)
  local sum, epochs = 0, 0
  for _, row in ipairs(list) do sum, epochs = sum + row.seconds, epochs + (row.epochs or 0) end
  return sum, epochs
end

-- Accuracies at one number of labels over the seeds of a method, as percent with deviation.
local function at(list, labels)
  local values = {}
  for _, run in ipairs(list) do
    for _, row in ipairs(run) do
      if row.labels == labels then values[#values + 1] = row.accuracy end
    end
  end
  return summary.percent(summary.mean(values)) .. " %"
end

-- The lines of the README that say what was measured.
local function headline()
  local paper = o.data .. "/paper/mnist"
  local small = o.data .. "/small/mnist"
  local header, ours = { "labels" }, { "Crescent, CCL" }
  for _, labels in ipairs{ 250, 500, 750, 1000, 1500, 5000 } do
    header[#header + 1] = labels == 1500 and "1500 (3 %)" or tostring(labels)
    ours[#ours + 1] = at(summary.runs(paper, "ccl"), labels)
  end
  local rows = { ours, { "paper", "", "", "", "", published[1][2], "" } }
  local bench = summary.read(o.data .. "/bench.csv")
  return summary.markdown(header, rows) .. string.format([[


Measured in turn on the same two cores, an epoch of pretraining takes PyTorch %.1f× as long and a
round %.1f×. On 10,000 images, three seeds, 3 %% of the labels: reading B of the paper's lost formula
%s, reading A %s, and **random sampling under the same training %s**:
entropy is no better than random there. All tables: [docs/results/ccl.md](docs/results/ccl.md).]],
    bench[1].ratio, bench[2].ratio, at(summary.runs(small, "ccl"), 300), at(summary.runs(small, "ccl-a"), 300),
    at(summary.runs(small, "random"), 300))
end

if o.readme ~= "" then
  local file = assert(io.open(o.readme, "r"))
  local text = file:read("a")
  file:close()
  local before, after = text:match("^(.-<!%-%- measured %-%->\n).-(<!%-%- end %-%->.*)$")
  if not before then error(o.readme .. ": no lines <!-- measured --> and <!-- end -->", 0) end
  summary.write(o.readme, before .. headline() .. "\n" .. after)
  os.exit(0)
end

print "# CCL: measured beside the paper\n"
print "Written by `scripts/papers/ccl-report.lua` from the files in `docs/results/ccl/`; the runs are"
print "`scripts/papers/ccl.lua --preset paper` and `--preset small`, the times `scripts/bench ccl`."
print "\n## What is known from elsewhere\n"
print(summary.markdown({ "source", "accuracy" }, published))
print "\nThe formula of Eq. 7 is lost; reading A contrasts samples for each centre, reading B centres"
print "for each sample (`Methods/ClusterContrastiveLoss.swift`). All runs here: cosine, tau 0.1,"
print "gamma 0.1, lambda 1, half of each batch of 256 drawn from the labelled images, Adam 1e-3,"
print "validation on a fifth of the images that is never trained on. `random` trains in the same way"
print "and asks at random."

for _, preset in ipairs{ "paper", "small" } do
  for _, set in ipairs{ "mnist", "fashion-mnist" } do
    local folder = o.data .. "/" .. preset .. "/" .. set
    if summary.exists(folder .. "/runs.csv") then
      local text, all = table_of(folder)
      print(string.format("\n## %s, %s preset\n", set, preset))
      print("Validation accuracy in %, mean ± standard deviation over seeds.\n\n" .. text)
      local pretraining = folder .. "/pretrained/seed-1.csv"
      if summary.exists(pretraining) then
        local seconds, epochs = seconds_of(summary.read(pretraining))
        print(string.format("\nPretraining, %d epochs, seed 1: %.0f s.", epochs, seconds))
      end
      if all.ccl then
        print(string.format("Rounds of CCL, seed 1: %.0f s together, %d rounds.",
          seconds_of(all.ccl[1]), #all.ccl[1]))
      end
      local notes = io.open(folder .. "/notes.md", "r")
      if notes then
        print("\n" .. notes:read("a"):gsub("%s+$", "") .. "\n")
        notes:close()
      end
      for _, run in ipairs(summary.read(folder .. "/runs.csv")) do
        print(string.format("Run of %s: %d seed%s, %d threads, peak memory %.0f MB; %s; %s.",
          run.methods, run.seeds, run.seeds == 1 and "" or "s", run.threads, run.peak_mb,
          run.processor, run.engine))
      end
    end
  end
end

if summary.exists(o.data .. "/bench.csv") then
  print "\n## Time beside PyTorch\n"
  print "The same work in turn, in one run, on the same threads; medians, and the ratio run by run.\n"
  local rows = {}
  for _, row in ipairs(summary.read(o.data .. "/bench.csv")) do
    rows[#rows + 1] = { row.work, string.format("%.2f", row.crescent_s),
      string.format("%.2f", row.pytorch_s), string.format("%.2f×", row.ratio), row.ratios }
  end
  print(summary.markdown({ "work", "Crescent s", "PyTorch s", "ratio", "each run" }, rows))
end
