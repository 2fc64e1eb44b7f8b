-- Calls that the declarations allow to be written, as lines of Lua: each from a seed and a number.
local hostile, valid, objects = require "hostile", require "valid", require "objects"
local calls = {}

-- Numbers that depend on the seed and the call alone (SplitMix64; Steele et al. 2014).
function calls.generator(seed, number)
  local state = seed * 1000003 + number
  return function(n)
    state = state + 0x9E3779B97F4A7C15
    local z = state
    z = (z ~ z >> 30) * 0xBF58476D1CE4E5B9
    z = (z ~ z >> 27) * 0x94D049BB133111EB
    return ((z ~ z >> 31) >> 1) % n + 1
  end
end

local function pick(list, draw) return list[draw(#list)] end

-- A value of any kind: mostly a hostile one, else an object of any type.
local function any(draw)
  if draw(5) > 1 then return pick(hostile.all, draw) end
  local type = pick(calls.types, draw)
  return calls.object(type.name, draw)
end

-- A hostile value: mostly one that looks like what the parameter's kind expects.
local function wrong(parameter, draw)
  local kind = parameter.kind
  if valid.effort[parameter.name] then
    return draw(3) == 1 and pick(hostile.texts, draw) or pick(hostile.modest, draw)
  end
  if draw(3) == 1 then return any(draw) end
  if kind:find "list" or kind:find "table" then return pick(hostile.tables, draw) end
  if kind:find "number" or kind:find "integer" or kind:find "index" then return pick(hostile.numbers, draw) end
  if kind:find "string" then return pick(hostile.texts, draw) end
  if kind:find "function" then return pick(hostile.others, draw) end
  if objects.sources[kind] then return pick(objects.sources[kind], draw) end
  return any(draw)
end

-- An object of a type: whole, now and then closed or collected, or of another type.
function calls.object(name, draw)
  local source = pick(objects.sources[name] or { "nil" }, draw)
  local fate = draw(20)
  if fate == 1 then return ("closed(function() return %s end)"):format(source) end
  if fate == 2 then return ("collected(function() return %s end)"):format(source) end
  if fate == 3 then return any(draw) end
  return source
end

-- The arguments of a function that are right but for `odd`, which is a source for the parameter there.
local function arguments_but(path, entry, draw, place, odd)
  local list = {}
  for i, parameter in ipairs(entry.parameters) do
    local isThere = parameter.required or valid.effort[parameter.name] or draw(4) == 1
    local source = i == place and odd or isThere and valid.source(path, parameter, draw) or "nil"
    if entry.convention == "positional" then
      list[i] = source
    elseif source ~= "nil" then
      list[#list + 1] = ("[%q] = %s"):format(parameter.name, source)
    end
  end
  local text = table.concat(list, ", ")
  return entry.convention == "options" and "{ " .. text .. " }" or text
end

-- The arguments of a function: `odd` is the place of the one that is hostile, 0 for any of them.
local function arguments(path, entry, draw)
  local parameters = entry.parameters
  local mode = draw(10)
  if entry.convention == "free" or mode == 1 then
    local list = {}
    for i = 1, draw(5) - 1 do list[i] = any(draw) end
    return table.concat(list, ", ")
  end
  local odd = mode <= 3 and 0 or #parameters > 0 and draw(#parameters) or 0
  local list = {}
  for place, parameter in ipairs(parameters) do
    local isWrong = odd == 0 and draw(2) == 1 or odd == place
    local isThere = isWrong or parameter.required or valid.effort[parameter.name] or draw(4) == 1
    local source = isWrong and wrong(parameter, draw) or isThere and valid.source(path, parameter, draw) or "nil"
    if entry.convention == "positional" then
      list[place] = source
    elseif source ~= "nil" then
      list[#list + 1] = ("[%q] = %s"):format(parameter.name, source)
    end
  end
  local text = table.concat(list, ", ")
  if entry.convention == "positional" then return text end
  if draw(30) == 1 then return any(draw) .. ", { " .. text .. " }" end
  return "{ " .. text .. " }"
end

local targets = {}

function targets.call(entry, draw)
  return ("%s(%s)"):format(entry.path, arguments(entry.path, entry, draw))
end

function targets.method(entry, draw, type)
  local name = entry.path:match ":(.*)"
  if type.name == "query view" and draw(2) == 1 then
    return ("inside(plain, function(q) return q:%s(%s) end)"):format(name, arguments(entry.path, entry, draw))
  end
  local object = calls.object(type.name, draw)
  if draw(20) == 1 then return ("(%s).%s(%s)"):format(object, name, arguments(entry.path, entry, draw)) end
  return ("(%s):%s(%s)"):format(object, name, arguments(entry.path, entry, draw))
end

function targets.read(property, draw, type)
  return ("(%s)[%q]"):format(calls.object(type.name, draw), property.name)
end

function targets.write(property, draw, type)
  return ("put(%s, %q, %s)"):format(calls.object(type.name, draw), property.name, wrong(property, draw))
end

function targets.element(_, draw, type)
  return ("(%s)[%s]"):format(calls.object(type.name, draw), draw(4) > 1 and pick(hostile.numbers, draw) or any(draw))
end

function targets.replace(_, draw, type)
  local properties = type.properties
  local key = #properties > 0 and draw(2) == 1 and ("%q"):format(pick(properties, draw).name) or any(draw)
  return ("put(%s, %s, %s)"):format(calls.object(type.name, draw), key, any(draw))
end

-- `x + y` with the object on either side.
function targets.operate(notation, draw, type)
  local sides = { x = calls.object(type.name, draw), y = draw(3) == 1 and calls.object(type.name, draw) or any(draw) }
  if draw(2) == 1 then sides.x, sides.y = sides.y, sides.x end
  if notation:find "…" then return ("(%s)(%s)"):format(sides.x, sides.y) end
  return (notation:gsub("key", sides.y:gsub("%%", "%%%%")):gsub("%f[%w][xy]%f[%W]", function(side)
    return "(" .. sides[side] .. ")"
  end))
end

-- An option of a recipe, given or assigned: `strategy.entropy{}`, `method.ccl{}`, `augment.simclr{}`.
function targets.option(entry, draw)
  local made = ("%s(%s)"):format(entry.path, draw(2) == 1 and "" or arguments(entry.path, entry, draw))
  if #entry.parameters == 0 then return ("put(%s, 'option', %s)"):format(made, any(draw)) end
  local parameter = pick(entry.parameters, draw)
  return ("put(%s, %q, %s)"):format(made, parameter.name, wrong(parameter, draw))
end

-- What a recipe makes, at work with options of which one may be hostile.
function targets.work(entry, draw)
  local place = #entry.parameters > 0 and draw(#entry.parameters) or 0
  local odd = place > 0 and draw(2) == 1 and wrong(entry.parameters[place], draw) or nil
  return calls.work(entry, arguments_but(entry.path, entry, draw, odd and place, odd), draw)
end

function calls.work(entry, list, draw)
  local made = ("%s(%s)"):format(entry.path, list)
  local kind = entry.path:match "^%w+"
  if kind == "strategy" then return ("worked(plain, %s, %d)"):format(made, draw(3)) end
  if kind == "method" then return ("learned(d, %s)"):format(made) end
  return ("(%s):batch{ dataset = d, ids = { 1, 2 } }"):format(made)
end

-- What Lua's own libraries have under the host's rules.
local replaced = {
  "math.random", "math.randomseed", "load", "loadfile", "dofile", "xpcall", "pcall", "io.write", "tostring",
  "require", "select", "next", "rawget", "rawlen", "setmetatable", "getmetatable", "ipairs", "pairs", "type", "error",
}

-- Every target of the declarations: { kind, entry, type }.
function calls.targets(declared)
  calls.types = declared.types
  calls.complete(declared)
  local list = {}
  local function add(...) list[#list + 1] = { ... } end
  local recipes = { strategy = true, method = true, augment = true }
  for _, entry in ipairs(declared.functions) do
    add("call", entry)
    if recipes[entry.path:match "^%w+"] and entry.path ~= "strategy.define" then
      add("option", entry)
      add("work", entry)
    end
  end
  for _, type in ipairs(declared.types) do
    for _, method in ipairs(type.methods) do add("method", method, type) end
    for _, property in ipairs(type.properties) do
      add("read", property, type)
      if property.writable then add("write", property, type) end
    end
    for _, notation in ipairs(type.operators) do add("operate", notation, type) end
    for _, notation in ipairs{ "x + y", "x .. y", "x < y", "#x", "x == y", "pairs(x)", "x(…)", "tostring(x)", "print(x)" } do
      add("operate", notation, type)
    end
    add("element", nil, type)
    add("replace", nil, type)
  end
  for _, path in ipairs(replaced) do add("call", { path = path, convention = "free", parameters = {} }) end
  return list
end

-- Every recipe that needs nothing makes objects, too.
function calls.complete(declared)
  local kinds = { strategy = "strategy", method = "method", augment = "augmentation" }
  for _, entry in ipairs(declared.functions) do
    local kind = kinds[entry.path:match "^%w+"]
    local first = entry.parameters[1]
    if kind and not (first and first.required) then
      local draw = calls.generator(0, 0)
      table.insert(objects.sources[kind], ("%s(%s)"):format(entry.path, arguments_but(entry.path, entry, draw)))
    end
  end
end

-- Seed 0 is no chance: every parameter of every function and method with every hostile value that
-- looks like it, every property and element with all of them.
function calls.each(list, visit)
  local function group(kind)
    if kind:find "list" or kind:find "table" then return hostile.tables end
    if kind:find "number" or kind:find "integer" or kind:find "index" then return hostile.numbers end
    if kind:find "string" then return hostile.texts end
    if kind:find "function" then return hostile.others end
    return objects.sources[kind] or hostile.all
  end
  for _, target in ipairs(list) do
    local kind, entry, type = table.unpack(target, 1, 3)
    if kind == "call" or kind == "method" or kind == "work" then
      for place, parameter in ipairs(entry.parameters) do
        for _, value in ipairs(group(parameter.kind)) do
          visit(function(draw)
            local text = arguments_but(entry.path, entry, draw, place, value)
            if kind == "work" then return calls.work(entry, text, draw) end
            if kind == "call" then return ("%s(%s)"):format(entry.path, text) end
            local object = pick(objects.sources[type.name], draw)
            return ("(%s):%s(%s)"):format(object, entry.path:match ":(.*)", text)
          end)
        end
      end
    elseif kind == "write" then
      for _, value in ipairs(group(entry.kind)) do
        visit(function(draw) return ("put(%s, %q, %s)"):format(pick(objects.sources[type.name], draw), entry.name, value) end)
      end
    elseif kind == "element" then
      for _, object in ipairs(objects.sources[type.name]) do
        for _, value in ipairs(hostile.numbers) do
          visit(function() return ("(%s)[%s]"):format(object, value) end)
        end
      end
    elseif kind == "operate" then
      for _, value in ipairs(hostile.numbers) do
        visit(function(draw)
          local sides = { x = pick(objects.sources[type.name], draw), y = value }
          return (entry:gsub("key", value):gsub("…", value):gsub("%f[%w][xy]%f[%W]", function(side) return "(" .. sides[side] .. ")" end))
        end)
      end
    end
  end
end

-- The line of call `number`; the targets take turns.
function calls.line(list, seed, number)
  local draw = calls.generator(seed, number)
  local kind, entry, type = table.unpack(list[(number - 1) % #list + 1], 1, 3)
  local text = targets[kind](entry, draw, type)
  if draw(12) == 1 then text = ("coroutine.wrap(function() return %s end)()"):format(text) end
  return text
end

return calls
