-- What scripts/datasets/fetch has to get for the data sets named in its arguments: a line for each
-- file, its fields ended by tabs: name, licence, source, url, bytes, sha256, md5, unpack, inner, folder.
-- Run: scripts/crescent scripts/datasets/plan.lua NAME…

local known = dataset.list()

local function field(value)
  return value == nil and "-" or tostring(value)
end

local function fail(text)
  io.stderr:write("fetch: ", text, "\n")
  os.exit(1)
end

local function find(name)
  for _, entry in pairs(known) do
    if entry.name == name then return entry end
  end
  fail("no data set '" .. name .. "' (expected " .. table.concat(known.names, ", ") .. ")")
end

for _, name in ipairs(arg) do
  local entry = find(name)
  if #entry.downloads == 0 and entry.here then
    io.stderr:write(name, ": is here: ", entry.folder, "\n")
  elseif #entry.downloads == 0 then
    fail(name .. " is not published in the form that is read here: " .. entry.source)
  end
  for _, file in ipairs(entry.downloads) do
    print(table.concat({ name, entry.licence, entry.source, file.url, field(file.bytes),
      field(file.sha256), field(file.md5), field(file.unpack), field(file.inner), file.folder }, "\t"))
  end
end
