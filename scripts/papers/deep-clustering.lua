-- Deep clustering: DEC, DCEC, SDEC, AutoEmbedder and ADC.
-- Run:      scripts/crescent scripts/papers/deep-clustering.lua --dataset usps --methods dec,dcec
-- Expect:   ACC / NMI in % of 10 runs on all images (Guo's reference implementations): DEC 91 / 87 on
--           MNIST, 76 / 79 on USPS; autoencoder and k-means 88 / 81 and 71 / 68. Measured tables in
--           docs/results/deep-clustering.md.
-- Differs:  the training split, or a part of it, where the papers take training and test images; Adam's
--           pretraining of the number of epochs below. AutoEmbedder and ADC learn from pairs of the
--           labels that are given, SDEC from such pairs, too, with lambda 1.
-- Each run is saved under --out, and left alone where its numbers are there.

local arguments = require "arguments"
local summary = require "summary"

local o = arguments.parse("Clusters images by deep embeddings.", arg, {
  { "dataset", "usps", "name of the data set" },
  { "root", "", "folder with its files" },
  { "images", 0, "images of the training split, drawn at random; 0: all" },
  { "methods", "dec,dcec,sdec", "comma-separated: dec, dcec, sdec, autoembedder, adc" },
  { "pretrain", 50, "epochs of pretraining" },
  { "epochs", 200, "epochs of clustering, at most" },
  { "pair_epochs", 30, "epochs of methods that learn from pairs" },
  { "labels", 200, "labels, of which pairs are made" },
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

local function exists(path)
  local file = io.open(path, "r")
  if file then file:close() end
  return file ~= nil
end

local columns = "method,seed,stage,labels,images,acc,nmi,ari,seconds"
local function note(path, name, seed, stage, s, seconds)
  local e = s:evaluate{ split = "train" }
  summary.append(path, columns, string.format("%s,%d,%s,%d,%d,%.6f,%.6f,%.6f,%.1f", name, seed,
    stage, #s.labelled, e.count, e.cluster_accuracy, e.nmi, e.ari, seconds))
  print(string.format("%-12s seed %d  %-10s ACC %.1f %%  NMI %.1f %%  ARI %.1f %%  %.0f s", name,
    seed, stage, 100 * e.cluster_accuracy, 100 * e.nmi, 100 * e.ari, seconds))
end

for seed = 1, o.seeds do
  for name in o.methods:gmatch("[^,]+") do
    if not settings[name] then error(name .. ": unknown method", 0) end
    local path = string.format("%s/%s/seed-%d.csv", folder, name, seed)
    if not exists(path) then
      local s = session.new{
        dataset = data, seed = seed, initial = (name == "dec" or name == "dcec") and 0 or o.labels,
        images = o.images > 0 and o.images or nil, validation = 0,
        method = method[name](settings[name]) }
      s:save(string.format("%s/%s/seed-%d", folder, name, seed))
      local start = clock()
      if pretrains[name] then
        s:pretrain{ epochs = o.pretrain }
        note(path .. ".part", name, seed, "k-means", s, clock() - start)
      end
      s:train{ epochs = pretrains[name] and o.epochs or o.pair_epochs }
      note(path .. ".part", name, seed, "clustering", s, clock() - start)
      s:save(string.format("%s/%s/seed-%d", folder, name, seed))
      os.rename(path .. ".part", path)
    end
  end
end

summary.append(folder .. "/runs.csv",
  "images,pretrain,epochs,pair_epochs,labels,refresh,seeds,peak_mb,threads,engine,processor",
  string.format('%d,%d,%d,%d,%d,%d,%d,%.0f,%d,"%s","%s"', o.images, o.pretrain, o.epochs,
    o.pair_epochs, o.labels, o.refresh, o.seeds, summary.peak_memory() / 2 ^ 20,
    options().threads, options().engine, summary.processor()))
