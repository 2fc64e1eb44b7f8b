-- The width of CDD's windows by trying: Eq. 9 of Li et al. 2023 (BAL).
--
--   local adaptive = require "adaptive"
--   s.strategy = strategy.cdd{ rounds = 7 }
--   s:train{}
--   s:save "bal"
--   s.strategy.beta = adaptive.beta("bal", 2500, { 0.5, 1, 1.2, 1.5, 2 })
--
-- Each width is tried in a copy of the saved session: ask once, label, train, evaluate. The original
-- on disk is not touched. Validation images decide, where the paper does not say which did.

local adaptive = {}

-- Returns the best width and a table of the accuracy of each; ties go to the first of the list.
function adaptive.beta(path, count, grid, options)
  options = options or {}
  local best, accuracies = nil, {}
  for _, beta in ipairs(grid) do
    local s = session.open(path)
    s.strategy.beta = beta
    s:label(s:query(count))
    s:train(options)
    local accuracy = s:evaluate{}.accuracy
    accuracies[#accuracies + 1] = { beta = beta, accuracy = accuracy }
    if not best or accuracy > best.accuracy then best = { beta = beta, accuracy = accuracy } end
  end
  if not best then error("adaptive.beta: no width to try (expected such as { 0.5, 1, 1.5 })", 2) end
  return best.beta, accuracies
end

return adaptive
