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

-- Appends a row to a CSV file, which begins with `header`.
function summary.append(path, header, row)
  local old = io.open(path, "r")
  local text = old and old:read("a") or header .. "\n"
  if old then old:close() end
  summary.write(path, text .. row .. "\n")
end

-- Rows of a CSV file as tables by column; numbers are numbers. Quotes protect commas.
function summary.read(path)
  local rows, names = {}, nil
  for line in io.lines(path) do
    local cells, rest = {}, line .. ","
    while #rest > 0 do
      local cell, tail = rest:match('^"(.-)",(.*)$')
      if not cell then cell, tail = rest:match("^([^,]*),(.*)$") end
      cells[#cells + 1], rest = tonumber(cell) or cell, tail
    end
    if names then
      local row = {}
      for i, name in ipairs(names) do row[name] = cells[i] end
      rows[#rows + 1] = row
    else
      names = cells
    end
  end
  return rows
end

-- Whether a file is there.
function summary.exists(path)
  local file = io.open(path, "r")
  if file then file:close() end
  return file ~= nil
end

-- The rows of each seed's run below a folder: a list of lists.
function summary.runs(folder, name)
  local found = {}
  for seed = 1, 50 do
    local path = string.format("%s/%s/seed-%d.csv", folder, name, seed)
    if summary.exists(path) then found[#found + 1] = summary.read(path) end
  end
  return found
end

-- The first match in a file of the system, or nil.
local function find(path, pattern)
  local file = io.open(path, "r")
  if not file then return nil end
  local text = file:read("a")
  file:close()
  return text:match(pattern)
end

-- The greatest resident memory of this process so far, in bytes; 0 where the system does not say.
function summary.peak_memory()
  return 1024 * (tonumber(find("/proc/self/status", "VmHWM:%s*(%d+) kB")) or 0)
end

-- The name of the processor.
function summary.processor()
  return find("/proc/cpuinfo", "model name%s*:%s*([^\n]+)") or "unknown"
end

return summary
