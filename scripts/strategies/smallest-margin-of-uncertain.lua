-- A strategy written in Lua, with the same rights as a built-in one: it has options, help and
-- completion, works in a session and alone, and is held to the same contract. (What it does is also
-- near to strategy.chain{ strategy.entropy{}, strategy.margin{} }.)
--
--   dofile "scripts/strategies/smallest-margin-of-uncertain.lua"
--   s.strategy = strategy.margin_of_uncertain{ share = 0.2 }

strategy.define{
  name = "margin_of_uncertain",
  summary = "Among the most uncertain share of the pool, the smallest margins.",
  options = {
    share = { 0.1, min = 0, max = 1, summary = "of the pool, that counts as uncertain" },
  },
  select = function(query, count, options)
    local p = query.probabilities
    local ids = query.ids
    local entropy, margin, order = {}, {}, {}
    for row = 1, #ids do
      local first, second, sum = 0, 0, 0
      for _, value in ipairs(p:row(row)) do
        if value > first then
          first, second = value, first
        elseif value > second then
          second = value
        end
        if value > 0 then sum = sum - value * math.log(value) end
      end
      entropy[row], margin[row], order[row] = sum, first - second, row
    end
    table.sort(order, function(a, b)
      if entropy[a] ~= entropy[b] then return entropy[a] > entropy[b] end
      return ids[a] < ids[b]
    end)
    local kept = math.max(count, math.ceil(options.share * #ids))
    local uncertain = table.move(order, 1, math.min(kept, #order), 1, {})
    table.sort(uncertain, function(a, b)
      if margin[a] ~= margin[b] then return margin[a] < margin[b] end
      return ids[a] < ids[b]
    end)
    local chosen, scores = {}, {}
    for i = 1, count do
      chosen[i], scores[i] = ids[uncertain[i]], -margin[uncertain[i]]
    end
    return chosen, scores
  end,
}
