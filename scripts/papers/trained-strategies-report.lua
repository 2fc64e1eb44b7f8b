-- Writes docs/results/trained-strategies.md from what scripts/papers/trained-strategies.lua left.
-- Run:  scripts/crescent scripts/papers/trained-strategies-report.lua \
--         --data docs/results/trained-strategies > docs/results/trained-strategies.md
-- The folder has <data set>/<strategy>/seed-N.csv and <data set>/runs.csv.

local arguments = require "arguments"
local summary = require "summary"

local o = arguments.parse("Writes the results page of strategies that train networks.", arg, {
  { "data", "docs/results/trained-strategies", "folder with the measured files" },
  { "datasets", "digits,mnist", "data sets, comma-separated; those without files are left out" },
})

local strategies = {
  "random", "entropy", "vaal", "sraal", "uncertain_gcn", "core_gcn", "mcdal", "lada", "pal",
}

local function column(list, round, key)
  local values = {}
  for _, run in ipairs(list) do values[#values + 1] = run[round][key] end
  return values
end

-- One row a strategy: accuracy by number of labels, and the mean over all of them.
local function tables(folder)
  local all, shortest = {}, math.huge
  for _, name in ipairs(strategies) do
    local list = summary.runs(folder, name)
    if #list > 0 then
      all[#all + 1] = { name = name, runs = list }
      for _, run in ipairs(list) do shortest = math.min(shortest, #run) end
    end
  end
  local header, rows = { "strategy", "seeds" }, {}
  for round = 1, shortest do header[#header + 1] = tostring(all[1].runs[1][round].labels) end
  header[#header + 1] = "mean from the second on"
  for _, entry in ipairs(all) do
    local row, areas = { entry.name, tostring(#entry.runs) }, {}
    for round = 1, shortest do
      row[#row + 1] = summary.percent(summary.mean(column(entry.runs, round, "accuracy")))
    end
    for _, run in ipairs(entry.runs) do
      local sum = 0
      for round = 2, shortest do sum = sum + run[round].accuracy end
      areas[#areas + 1] = sum / (shortest - 1)
    end
    row[#row + 1] = summary.percent(summary.mean(areas))
    rows[#rows + 1] = row
  end
  return summary.markdown(header, rows)
end

local lines = {
  "# Strategies that train a network of their own: measured",
  "",
  "Written by `scripts/papers/trained-strategies-report.lua` from the files in",
  "`docs/results/trained-strategies/`; the runs are `scripts/papers/trained-strategies.lua`, which",
  "says which options differ from the defaults.",
  "",
  "Validation accuracy in %, mean ± standard deviation over seeds, by number of labels. All share the",
  "task network, its training from scratch on each set of labels, and the first labels of each seed, so",
  "the first column is the same for all.",
}

for name in o.datasets:gmatch("[^,]+") do
  local folder = o.data .. "/" .. name
  if summary.exists(folder .. "/runs.csv") then
    local about = summary.read(folder .. "/runs.csv")
    local last = about[#about]
    lines[#lines + 1] = ""
    lines[#lines + 1] = "## " .. name
    lines[#lines + 1] = ""
    lines[#lines + 1] = string.format(
      "%s, network `%s`, %d epochs of batches of %d; %d labels at first, %d a round. %s, %d threads.",
      last.images == 0 and "All training images" or last.images .. " training images",
      last.network, last.epochs, last.batch, last.initial, last.step, last.processor, last.threads)
    lines[#lines + 1] = ""
    lines[#lines + 1] = tables(folder)
  end
end
print(table.concat(lines, "\n"))
