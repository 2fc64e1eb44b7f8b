-- One short run of CCL's protocol, timed: the counterpart of peers/ccl.py, same lines of JSON.
-- Run:  scripts/crescent scripts/benchmarks/ccl.lua --dataset mnist --pretrain 1 --epochs 1 --rounds 1

local arguments = require "arguments"

local o = arguments.parse("Times pretraining and rounds of CCL.", arg, {
  { "dataset", "mnist", "name of the data set" },
  { "images", 60000, "images of the training split" },
  { "pretrain", 1, "epochs of pretraining" },
  { "epochs", 1, "epochs of a round" },
  { "rounds", 1, "rounds" },
  { "initial", 250, "labels to start with" },
  { "step", 250, "labels a round" },
  { "seed", 1, "seed" },
})

local s = session.new{ dataset = dataset.load(o.dataset), method = method.ccl{},
  images = o.images, initial = o.initial, seed = o.seed }
local start = clock()
s:pretrain{ epochs = o.pretrain }
print(string.format('{"stage": "pretrain", "epoch": %d, "seconds": %.3f}', o.pretrain,
  clock() - start))
for round = 1, o.rounds do
  start = clock()
  local r = s:round{ budget = o.step, epochs = o.epochs }
  print(string.format(
    '{"stage": "round", "round": %d, "labels": %d, "accuracy": %.4f, "seconds": %.3f}', round,
    r.labels, r.accuracy, clock() - start))
end
