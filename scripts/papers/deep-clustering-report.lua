-- Writes docs/results/deep-clustering.md from what scripts/papers/deep-clustering.lua left.
-- Run:  scripts/crescent scripts/papers/deep-clustering-report.lua > docs/results/deep-clustering.md
-- The folder has <data set>/<method>/seed-N.csv and <data set>/runs.csv.

local arguments = require "arguments"
local summary = require "summary"

local o = arguments.parse("Writes the results page of deep clustering.", arg, {
  { "data", "docs/results/deep-clustering", "folder with the measured files" },
})

-- Published ACC and NMI in %, on training and test images together: Guo's reference implementations of
-- DEC (10 runs), and what ADC's paper reports (ACC, NMI, ARI), whose pairs are a fifth of the images.
local published = {
  { "usps", "autoencoder and k-means", "71 / 68" }, { "usps", "DEC", "76 / 79" },
  { "mnist", "autoencoder and k-means", "88 / 81" }, { "mnist", "DEC", "91 / 87" },
  { "usps", "in ADC's paper: DEC", "68.2 / 64.3 / 60.5" },
  { "usps", "in ADC's paper: SDEC", "73.8 / 72.7 / 63.9" },
  { "usps", "in ADC's paper: AutoEmbedder", "62.8 / 58.7 / 57.4" },
  { "usps", "ADC", "98.8 / 96.5 / 98.4" },
  { "mnist", "in ADC's paper: DEC", "84.2 / 83.4 / 78.2" },
  { "mnist", "in ADC's paper: SDEC", "80.8 / 76.7 / 69.7" },
  { "mnist", "in ADC's paper: AutoEmbedder", "97.2 / 94.7 / 95.0" },
  { "mnist", "ADC", "99.6 / 98.7 / 99.3" },
}
local datasets = { "usps", "mnist", "digits" }
local methods = { "dec", "dcec", "sdec", "autoembedder", "adc", "random_pairs", "adc_pairs" }

local lines = {
  "# Deep clustering: measured beside published",
  "",
  "Written by `scripts/papers/deep-clustering-report.lua` from the files in",
  "`docs/results/deep-clustering/`; the runs are `scripts/papers/deep-clustering.lua`.",
  "",
  "ACC / NMI / ARI in %, mean ± standard deviation over seeds, of all images that were clustered. The",
  "stage `k-means` is the pretrained autoencoder with k-means (20 starts) on its embedding. SDEC, ADC and",
  "AutoEmbedder know the labels of the column `labels`, from which their pairs are made; the others",
  "none. `adc_pairs` is ADC that asks in five rounds whether two images are of one class, by the strategy",
  "of that name, and `random_pairs` asks as often at once, about any two: the stage says after how many",
  "answers.",
}
for _, name in ipairs(datasets) do
  local folder = o.data .. "/" .. name
  if summary.exists(folder .. "/runs.csv") then
    local rows = {}
    for _, m in ipairs(methods) do
      local stages, order = {}, {}
      for _, run in ipairs(summary.runs(folder, m)) do
        for _, row in ipairs(run) do
          if not stages[row.stage] then
            stages[row.stage] = {}
            order[#order + 1] = row.stage
          end
          table.insert(stages[row.stage], row)
        end
      end
      for _, stage in ipairs(order) do
        local cells = { m, stage, tostring(#stages[stage]), tostring(stages[stage][1].images),
          tostring(stages[stage][1].labels) }
        for _, key in ipairs{ "acc", "nmi", "ari" } do
          local values = {}
          for _, row in ipairs(stages[stage]) do values[#values + 1] = row[key] end
          cells[#cells + 1] = summary.percent(summary.mean(values))
        end
        rows[#rows + 1] = cells
      end
    end
    local about = summary.read(folder .. "/runs.csv")
    local last = about[#about]
    lines[#lines + 1] = ""
    lines[#lines + 1] = "## " .. name
    lines[#lines + 1] = ""
    lines[#lines + 1] = string.format(
      "%d epochs of pretraining (Adam), at most %d of clustering, a target each %d steps, %d epochs over "
        .. "pairs. %s, %d threads.", last.pretrain, last.epochs, last.refresh, last.pair_epochs,
      last.processor, last.threads)
    lines[#lines + 1] = ""
    lines[#lines + 1] = summary.markdown(
      { "method", "stage", "seeds", "images", "labels", "ACC", "NMI", "ARI" }, rows)
    local known = {}
    for _, entry in ipairs(published) do
      if entry[1] == name then known[#known + 1] = { entry[2], entry[3] } end
    end
    if #known > 0 then
      lines[#lines + 1] = ""
      lines[#lines + 1] = summary.markdown(
        { "published, training and test images", "ACC / NMI (/ ARI)" }, known)
    end
  end
end
print(table.concat(lines, "\n"))
