-- Draws the images of the README anew, from a real session on the digits.
-- Run:  scripts/crescent scripts/dev/images.lua

local d = dataset.load "digits"
local s = session.new{ dataset = d, method = method.ccl{ batch = 64 }, initial = 50, seed = 1 }
s:pretrain{ epochs = 20 }
s:train{ epochs = 10 }
s:query(20):montage():save "docs/images/query.png"
s:clusters():montage():save "docs/images/clusters.png"

-- Entropy beside random, the same starts, mean and deviation over seeds.
local summary = require "summary"
local seeds <const> = 5

local function curve(name)
  local x, runs = {}, {}
  for seed = 1, seeds do
    local t = session.new{ dataset = d, method = method.ccl{ batch = 64 },
      strategy = strategy[name]{}, initial = 50, seed = seed }
    t:pretrain{ epochs = 20 }
    for _ = 1, 7 do t:round{ budget = 25 } end
    for index, round in ipairs(t.history) do
      x[index], runs[index] = round.labels, runs[index] or {}
      table.insert(runs[index], round.accuracy)
    end
  end
  local y, deviation = {}, {}
  for index, values in ipairs(runs) do y[index], deviation[index] = summary.mean(values) end
  return { name = name, x = x, y = y, deviation = deviation }
end

plot.curve{ series = { curve "entropy", curve "random" },
  title = string.format("CCL on digits, mean ± deviation of %d seeds", seeds),
}:save "docs/images/curve.png"
