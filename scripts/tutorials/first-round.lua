-- A first round of active learning, step by step, on 1797 small images of digits.
-- Run:      scripts/crescent scripts/tutorials/first-round.lua        (under a minute)
-- At the prompt the same lines work one by one; help(session.new) explains each option.

local function step(text) print("\n" .. text) end

step "1. Load images. This set comes with Crescent; its labels are hidden from all but the oracle."
local d = dataset.load "digits"
print(d)
d:show{ 1, 2, 3, 4, 5, 6, 7, 8 }

step "2. Start a session: 50 labels to begin with, a fifth of the images kept aside to measure by."
local s = session.new{
  dataset = d, method = method.ccl{ tau = 0.1, batch = 64 }, initial = 50, seed = 1 }
print(s)

step "3. Learn without labels: an autoencoder squeezes each image into ten numbers and rebuilds it."
s:pretrain{ epochs = 20 }

step "4. Learn from the 50 labels: one cluster a class; the prediction is the most probable cluster."
s:train{ epochs = 10 }
print(s:evaluate())
print(s:clusters())

step "5. Ask. The strategy names the images that the model is least sure of."
local q = s:query(50)
print(q)

step "6. Label them. Here the ground truth answers; on your own images you would."
s:label(q)

step "7. Train again, with 100 labels, and compare."
s:train{ epochs = 10 }
print(s:evaluate())

step "8. Or a whole round at once: train once more, evaluate, ask, label. Here are three."
for _ = 1, 3 do print(s:round{ budget = 50 }) end

step "9. Look at what the labels bought."
print(plot.curve(s))

step "10. Save it all; session.open goes on from here, with the same bits as if it had never stopped."
local path = os.tmpname()
os.remove(path)
s:save(path)
print("saved to " .. path .. "; go on with: s = session.open \"" .. path .. "\"")
