-- Objects of every type of the manual, as Lua source that makes them from a few small things.
local objects = {}

-- What the sources below use: 40 images of 8 × 8 in 3 classes, and sessions on them.
function objects.things()
  local d = dataset.blobs{ images = 40, classes = 3, size = 8 }:split{ test = 0.2 }
  local plain = session.new{
    dataset = d, initial = 9, seed = 1,
    method = method.classifier{ network = "mlp", network_options = { hidden = 8 }, epochs = 1, batch = 8 },
  }
  local clustered = session.new{ dataset = d, initial = 9, seed = 1, method = method.ccl{ batch = 8 } }
  -- Files that the functions which read them may find.
  pcall(d.export, d, "images")
  pcall(d.export, d, { "export.npz", format = "npz" })
  pcall(plain.save, plain, "saved")
  local net = network.mlp{ shape = { 1, 8, 8 }, classes = 3, hidden = 8 }
  net:save "n.safetensors"
  tensor.zeros{ 2, 3 }:save "a.npy"
  return {
    d = d, plain = plain, clustered = clustered, figure = plot.montage(d, { 1, 2 }),
    points = tensor.random{ shape = { 12, 3 }, seed = 1 },
    shares = tensor.random{ shape = { 12, 3 }, seed = 2 }:softmax(),
    draws = tensor.new{ { { 0.5, 0.25, 0.25 } }, { { 0.25, 0.5, 0.25 } } },
    images = d:batch{ 1, 2, 3 }, net = net,
  }
end

objects.sources = {
  tensor = {
    "points", "shares", "images", "tensor.new{}", "tensor.new{ {} }", "tensor.new{ 1, 2, 3 }", "tensor.zeros{}",
    "tensor.zeros{ 0 }", "tensor.zeros{ 3, 0 }", "tensor.zeros{ 0, 3 }", "tensor.zeros{ 3, 3 }",
    "tensor.zeros{ 2, 12, 3 }", "tensor.zeros{ 1, 1, 8, 8 }", "tensor.zeros{ 0, 1, 8, 8 }", "tensor.zeros{ 12 }",
    "tensor.new{ 0/0, 1/0, -1/0 }", "tensor.new{ { 0/0, 1 }, { 1/0, -1/0 } }", "tensor.new{ { 3e38, -3e38 }, { 3e38, 3e38 } }",
    "tensor.new{ { 1 } }", "tensor.zeros{ 1, 1, 1, 1, 1, 1, 1, 1 }", "draws",
  },
  dataset = {
    "d", "dataset.blobs{ images = 2, classes = 2, size = 4 }", "d:select{ 1 }",
    "dataset.shapes{ images = 6, channels = 3, size = 8 }", "d:subset{ per_class = 1 }",
  },
  datasets = { "dataset.list()" },
  statistics = { "d:statistics()" },
  duplicates = { "d:duplicates{ tolerance = 1, blankness = 1 }", "d:duplicates()" },
  augmentation = { "augment.none{}", "augment.simclr{}", "augment.crop_flip{}" },
  network = { "net", "network.autoencoder{ shape = { 1, 8, 8 } }", "network.linear{ shape = { 1, 8, 8 }, classes = 3 }" },
  strategy = {
    "strategy.random{}", "strategy.entropy{}", "strategy.core_set{}", "strategy.bald{ samples = 2 }",
    "strategy.mix{ strategy.entropy{}, strategy.random{} }", "strategy.chain{ strategy.entropy{}, strategy.random{} }",
  },
  ["query view"] = { "viewed(plain)" },
  method = { "method.ccl{}", "method.classifier{ network = 'linear', epochs = 1 }", "plain.method" },
  session = { "plain", "clustered" },
  round = { "plain:round{ budget = 1, epochs = 1 }", "clustered:round{ budget = 0, epochs = 1 }" },
  query = { "plain:query(2)", "plain:query(0)", "clustered:query(3)" },
  scores = { "plain:scores(strategy.entropy{})", "clustered:scores(strategy.random{})" },
  evaluation = { "plain:evaluate()", "clustered:evaluate{ split = 'test' }" },
  clusters = { "clustered:clusters()" },
  clustering = { "geometry.kmeans{ points = points, clusters = 2, seed = 1 }" },
  projection = { "geometry.pca{ points = points, seed = 1 }" },
  figure = {
    "figure", "plot.curve{ series = { { x = { 1, 2 }, y = { 0.5, 0.7 } } } }", "plot.montage(d, {})",
    "plot.curve{ series = { { x = { -1e308, 1e308 }, y = { 1e308, -1e308 } } } }",
    "plot.curve{ series = { { x = { 1, 1 }, y = { 0/0, 1/0 }, deviation = { 1, 1e308 } } } }",
    "plot.curve{ series = { { x = { 5e-324 }, y = { 1e-320 } }, { x = { 0 }, y = { -0.0 } } } }",
    "plot.curve{ series = { { name = huge, x = { 1 }, y = { 1 } } }, title = '\\xff' }",
  },
}

-- A query view lives while a strategy chooses; this one is used after that, too.
function objects.viewed(s)
  local kept
  strategy.define{ name = "viewer", select = function(query, count)
    kept = query
    return table.move(query.ids, 1, count, 1, {})
  end }
  local before = s.strategy
  s.strategy = strategy.viewer{}
  pcall(s.query, s, 1)
  s.strategy = before
  return kept
end

-- The same while the strategy chooses.
function objects.inside(s, body)
  local results
  strategy.define{ name = "insider", select = function(query, count)
    results = table.pack(pcall(body, query))
    return table.move(query.ids, 1, count, 1, {})
  end }
  local before = s.strategy
  s.strategy = strategy.insider{}
  pcall(s.query, s, 1)
  s.strategy = before
  return table.unpack(results or {})
end

-- An object whose scope has ended.
function objects.closed(make)
  local kept
  pcall(function() local object <close> = make() kept = object end)
  return kept
end

-- An object that was collected, and then found again by another finalizer.
function objects.collected(make)
  local kept
  do
    local finder = setmetatable({}, { __gc = function(found) kept = found.object end })
    local fine, object = pcall(make)
    finder.object = fine and object or nil
  end
  collectgarbage()
  collectgarbage()
  return kept
end

return objects
