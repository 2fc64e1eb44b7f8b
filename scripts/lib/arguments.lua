-- Command-line options of a script, declared once: parsing, defaults, checks and --help.
--
--   local o = arguments.parse("what the script does", arg, {
--     { "dataset", "mnist", "name of the data set" },
--     { "seeds", 3, "how many seeds" },
--     { "preset", "small", "how much of the protocol", choices = { "smoke", "small", "paper" } },
--   })

local arguments = {}

local function usage(summary, options)
  local lines = { summary, "" }
  for _, option in ipairs(options) do
    local name, default, text = option[1], option[2], option[3]
    local choices = option.choices and " (" .. table.concat(option.choices, ", ") .. ")" or ""
    lines[#lines + 1] = string.format(
      "  --%-12s %s%s, default %s", name, text, choices, default == "" and "none" or default)
  end
  return table.concat(lines, "\n")
end

local function complain(text)
  io.stderr:write(text, "\n")
  os.exit(2)
end

-- Parses `--name value` and `--name=value`; numbers become numbers where the default is one.
function arguments.parse(summary, given, options)
  local known, values = {}, {}
  for _, option in ipairs(options) do
    known[option[1]] = option
    values[option[1]] = option[2]
  end
  local i = 1
  while i <= #given do
    local word = given[i]
    if word == "--help" then
      print(usage(summary, options))
      os.exit(0)
    end
    local name, value = word:match("^%-%-([%w_-]+)=(.*)$")
    if not name then
      name, value = word:match("^%-%-([%w_-]+)$"), given[i + 1]
      i = i + 1
    end
    local option = name and known[name]
    if not option then
      complain(word .. ": not an option of this script\n" .. usage(summary, options))
    end
    if value == nil then complain("--" .. name .. ": no value given") end
    if type(option[2]) == "number" then
      local number = tonumber(value)
      if not number then
        complain("--" .. name .. ": not a number (expected such as " .. option[2] .. ", got '"
          .. value .. "')")
      end
      value = math.tointeger(number) or number
    end
    if option.choices then
      local found = false
      for _, choice in ipairs(option.choices) do found = found or choice == value end
      if not found then
        complain("--" .. name .. ": unknown choice (expected one of "
          .. table.concat(option.choices, ", ") .. ", got '" .. value .. "')")
      end
    end
    values[name] = value
    i = i + 1
  end
  return values
end

return arguments
