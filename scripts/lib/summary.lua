-- Tables of repeated runs: mean and standard deviation over seeds, as Markdown and as CSV.

local summary = {}

-- Mean and sample standard deviation of a list; the deviation of one value is nil.
function summary.mean(values)
  local sum = 0
  for _, value in ipairs(values) do sum = sum + value end
  local mean = sum / #values
  if #values < 2 then return mean, nil end
  local squares = 0
  for _, value in ipairs(values) do squares = squares + (value - mean) ^ 2 end
  return mean, math.sqrt(squares / (#values - 1))
end

-- Percent with one decimal, and the deviation where there is one: "97.2 ± 0.3".
function summary.percent(mean, deviation)
  local text = string.format("%.1f", 100 * mean)
  return deviation and text .. string.format(" ± %.1f", 100 * deviation) or text
end

-- A Markdown table.
function summary.markdown(header, rows)
  local lines = { "| " .. table.concat(header, " | ") .. " |",
    "|" .. string.rep("---|", #header) }
  for _, row in ipairs(rows) do lines[#lines + 1] = "| " .. table.concat(row, " | ") .. " |" end
  return table.concat(lines, "\n")
end

-- Writes a whole file, or says why not.
function summary.write(path, text)
  local file = assert(io.open(path, "w"))
  assert(file:write(text))
  assert(file:close())
end

return summary
