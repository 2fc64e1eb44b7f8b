-- Deep clustering: DEC, DCEC, SDEC, AutoEmbedder and ADC.
-- Run:      scripts/crescent scripts/papers/deep-clustering.lua --dataset usps --methods dec,dcec
-- Expect:   ACC / NMI in % of 10 runs on all images (Guo's reference implementations): DEC 91 / 87 on
--           MNIST, 76 / 79 on USPS; autoencoder and k-means 88 / 81 and 71 / 68. Measured tables in
--           docs/results/deep-clustering.md.
-- Differs:  the training split, or a part of it, where the papers take training and test images; Adam's
--           pretraining of the number of epochs below. AutoEmbedder and ADC learn from pairs of the
--           labels that are given, SDEC from such pairs, too, with lambda 1.
--           adc_pairs and random_pairs are ADC that asks for its pairs, in five rounds by the strategy, or
--           at once about any two images.
-- Each run is saved under --out, and left alone where its numbers are there.

local arguments = require "arguments"
local summary = require "summary"

local o = arguments.parse("Clusters images by deep embeddings.", arg, {
  { "dataset", "usps", "name of the data set" },
  { "root", "", "folder with its files" },
  { "images", 0, "images of the training split, drawn at random; 0: all" },
  { "methods", "dec,dcec,sdec",
    "comma-separated: dec, dcec, sdec, autoembedder, adc; adc_pairs and random_pairs" },
  { "pretrain", 50, "epochs of pretraining" },
  { "epochs", 200, "epochs of clustering, at most" },
  { "pair_epochs", 30, "epochs of methods that learn from pairs" },
  { "labels", 200, "labels, of which pairs are made" },
  { "pairs", 1000, "questions of adc_pairs and random_pairs" },
  { "refresh", 30, "steps between two targets: 30 in DEC for USPS, 140 for MNIST" },
  { "seeds", 3, "runs of each" },
  { "out", "out/deep-clustering", "folder for results" },
})

local settings = {
  dec = { refresh = o.refresh },
  dcec = { refresh = o.refresh },
  sdec = { refresh = o.refresh, lambda = 1 },
  autoembedder = { epochs = o.pair_epochs },
  adc = { epochs = o.pair_epochs, refresh = o.refresh },
}
local pretrains = { dec = true, dcec = true, sdec = true }

local data = dataset.load{ name = o.dataset, root = o.root ~= "" and o.root or nil }
print(data)
local folder = o.out .. "/" .. o.dataset

local columns = "method,seed,stage,labels,images,acc,nmi,ari,seconds"
local function note(path, name, seed, stage, s, seconds)
  local e = s:evaluate{ split = "train" }
  summary.append(path, columns, string.format("%s,%d,%s,%d,%d,%.6f,%.6f,%.6f,%.1f", name, seed,
    stage, #s.labelled, e.count, e.cluster_accuracy, e.nmi, e.ari, seconds))
  print(string.format("%-12s seed %d  %-10s ACC %.1f %%  NMI %.1f %%  ARI %.1f %%  %.0f s", name,
    seed, stage, 100 * e.cluster_accuracy, 100 * e.nmi, 100 * e.ari, seconds))
end

local function folder_of(name, seed) return string.format("%s/%s/seed-%d", folder, name, seed) end

-- The session of a run that was stopped, or a new one.
local function start(name, seed, labels, how)
  if session.exists(folder_of(name, seed)) then return session.open(folder_of(name, seed)) end
  return session.new{ dataset = data, seed = seed, initial = labels, validation = 0,
    images = o.images > 0 and o.images or nil,
    method = method[how and "adc" or name](settings[how and "adc" or name]), strategy = how }
end

-- Pretraining and k-means, then clustering.
local function cluster(path, name, seed)
  local s = start(name, seed, (name == "dec" or name == "dcec") and 0 or o.labels)
  s:save(folder_of(name, seed))
  local from = clock()
  if pretrains[name] then
    s:pretrain{ epochs = o.pretrain }
    note(path, name, seed, "k-means", s, clock() - from)
  end
  s:train{ epochs = pretrains[name] and o.epochs or o.pair_epochs }
  note(path, name, seed, "clustering", s, clock() - from)
  s:save(folder_of(name, seed))
end

-- Questions about pairs, and clustering behind each round of them.
local function ask(path, name, seed)
  local rounds = name == "adc_pairs" and 5 or 1
  local s = start(name, seed, 0, strategy.adc_pairs{ parts = rounds })
  s:save(folder_of(name, seed))
  local from = clock()
  for round = #s.history + 1, rounds do
    s:label(s:query(o.pairs // rounds))
    s:train{ epochs = o.pair_epochs }
    note(path, name, seed, string.format("%d answers", round * (o.pairs // rounds)), s, clock() - from)
    s:save(folder_of(name, seed))
  end
end

for seed = 1, o.seeds do
  for name in o.methods:gmatch("[^,]+") do
    local asks = name == "adc_pairs" or name == "random_pairs"
    if not settings[name] and not asks then error(name .. ": unknown method", 0) end
    local path = folder_of(name, seed) .. ".csv"
    if not summary.exists(path) then
      local part = path .. ".part"
      if not session.exists(folder_of(name, seed)) then os.remove(part) end
      if asks then ask(part, name, seed) else cluster(part, name, seed) end
      os.rename(part, path)
    end
  end
end

summary.append(folder .. "/runs.csv",
  "images,pretrain,epochs,pair_epochs,labels,pairs,refresh,seeds,peak_mb,threads,engine,processor",
  string.format('%d,%d,%d,%d,%d,%d,%d,%d,%.0f,%d,"%s","%s"', o.images, o.pretrain, o.epochs,
    o.pair_epochs, o.labels, o.pairs, o.refresh, o.seeds, summary.peak_memory() / 2 ^ 20,
    options().threads, options().engine, summary.processor()))
