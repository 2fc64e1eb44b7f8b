-- Calls that want much memory: some fit, some fit into none. Each is a name and its code, which may use
-- `folder`, where the archives are that try-limits has made. Sizes are such that what fits takes seconds.
return {
  -- Between Lua and the engine
  { "list", "return #tensor.zeros{ 60000000 }:list()" },
  { "row", "return #tensor.zeros{ 2, 40000000 }:row(2)" },
  { "rows", "local t = tensor.zeros{ 3000, 3000 } local r = {} for i = 1, 3000 do r[i] = t[i] end" },
  { "new", "local t = {} for i = 1, 20000000 do t[i] = i end return tensor.new(t)" },
  { "new rows", "local t = {} for i = 1, 100000 do t[i] = {} for j = 1, 60 do t[i][j] = j end end "
    .. "return tensor.new(t)" },
  { "ids", "local t = {} for i = 1, 20000000 do t[i] = i % 1797 + 1 end "
    .. "return dataset.load 'digits':subset{ ids = t }" },
  { "name", "dataset.load(('x'):rep(400 << 20))" },
  { "print", "io.stderr:setvbuf 'full' tostring(('x'):rep(300 << 20)):byte(1)" },
  { "metric", "local t = {} for i = 1, 5000000 do t[i] = i end return metric.nmi(t, t)" },
  -- Tensors
  { "zeros", "return tensor.zeros{ 400000000 }" },
  { "zeros kept", "local t = {} for i = 1, 1 << 20 do t[i] = tensor.zeros{ 4000000 } end" },
  { "small kept", "local t = {} for i = 1, 1 << 18 do t[i] = tensor.zeros{ 20000 } end" },
  { "random", "return tensor.random{ shape = { 150000000 } }" },
  { "matmul", "return tensor.zeros{ 30000, 1 }:matmul(tensor.zeros{ 1, 30000 })" },
  { "sums", "local t = tensor.zeros{ 60000000 } return (t + t) * (t - t)" },
  { "softmax", "return tensor.zeros{ 6000000, 10 }:softmax()" },
  { "transpose", "return tensor.zeros{ 8000, 8000 }:transpose()" },
  { "save", "tensor.save(folder .. '/a.safetensors', { a = tensor.zeros{ 60000000 } }) "
    .. "return tensor.load(folder .. '/a.safetensors')" },
  { "save npy", "tensor.zeros{ 60000000 }:save(folder .. '/a.npy') "
    .. "return tensor.load(folder .. '/a.npy')" },
  -- Geometry
  { "knn of all", "return geometry.knn{ points = tensor.zeros{ 200000, 2 }, k = 199999 }" },
  { "knn", "return geometry.knn{ points = tensor.random{ shape = { 6000, 4 } }, k = 3000 }" },
  { "kmeans", "return geometry.kmeans{ points = tensor.random{ shape = { 20000, 16 } }, "
    .. "clusters = 4000, iterations = 2 }" },
  { "assignment", "return geometry.assignment(tensor.zeros{ 9000, 9000 })" },
  { "pca", "return geometry.pca{ points = tensor.random{ shape = { 1200, 9000 } }, "
    .. "components = 1200, method = 'exact' }" },
  { "tsne", "return geometry.tsne{ points = tensor.random{ shape = { 6000, 4 } }, "
    .. "perplexity = 1900, iterations = 1 }" },
  { "silhouette", "local l = {} for i = 1, 20000 do l[i] = i // 2 end "
    .. "return metric.silhouette{ points = tensor.random{ shape = { 20000, 4 } }, labels = l }" },
  { "k_center", "return geometry.k_center{ points = tensor.random{ shape = { 20000, 300 } }, "
    .. "count = 50 }" },
  -- Data
  { "blobs", "return dataset.blobs{ images = 2000, size = 256 }" },
  { "blobs of all", "return dataset.blobs{ images = 1000000, size = 256 }" },
  { "npz", "return dataset.open{ folder .. '/bomb.npz', cache = false }" },
  { "npy", "return dataset.open{ folder .. '/large.npy', cache = false }" },
  { "idx", "return dataset.open{ folder .. '/bomb-idx3-ubyte.gz', cache = false }" },
  { "montage", "local d = dataset.load 'digits' local t = {} for i = 1, 20000 do t[i] = i % 1797 + 1 end "
    .. "plot.montage(d, t):save(folder .. '/m.png')" },
  { "duplicates", "return dataset.blobs{ images = 20000, size = 8 }:duplicates{}" },
  -- Networks and sessions
  { "mlp", "return network.mlp{ shape = { 3, 224, 224 }, classes = 10, hidden = 16000 }" },
  { "vgg16", "return network.vgg16{ shape = { 3, 224, 224 }, classes = 10 }:predict("
    .. "tensor.zeros{ 1, 3, 224, 224 })" },
  { "predict", "return network.resnet18{ shape = { 3, 64, 64 }, classes = 10 }:predict("
    .. "tensor.zeros{ 1000, 3, 64, 64 })" },
  { "train", "local s = session.new{ dataset = dataset.load 'digits', initial = 50, "
    .. "method = method.classifier{ network = 'mlp', network_options = { hidden = 8192, layers = 3 } } } "
    .. "s:train{ epochs = 1 } s:save(folder .. '/session')" },
  { "ccl", "local s = session.new{ dataset = dataset.load 'digits', method = method.ccl{}, "
    .. "initial = 50, images = 300 } s:pretrain{ epochs = 1 } s:train{ epochs = 1 }" },
  { "ensemble", "local s = session.new{ dataset = dataset.load 'digits', initial = 50, images = 300, "
    .. "strategy = strategy.ensemble{ members = 3 }, method = method.classifier{ network = 'mlp' } } "
    .. "s:train{ epochs = 1 } s:query(5)" },
  { "threads", "options{ threads = 200 }" },
  -- Lua's own values, last: what malloc has had for small ones it keeps, as addresses at least
  { "table", "local t = {} for i = 1, 1 << 28 do t[i] = i end" },
  { "tables", "local t = {} for i = 1, 1 << 28 do t[i] = {} end" },
  { "string", "local s = 'x' while true do s = s .. s end" },
  { "rep", "return #string.rep('x', 3 << 30)" },
  { "concat", "local t = {} for i = 1, 300 do t[i] = ('x'):rep(1 << 24) end return #table.concat(t)" },
  { "functions", "local t = {} for i = 1, 1 << 26 do t[i] = function() return i end end" },
  { "coroutines", "local t = {} for i = 1, 1 << 24 do t[i] = coroutine.create(print) end" },
  { "code", "return #load('return {' .. ('1,'):rep(30000000) .. '}')()" },
  { "error text", "error(('x'):rep(300 << 20))" },
}
