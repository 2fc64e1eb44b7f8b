extension State {
  /// The host's rules for Lua's own libraries, in Lua: text-only loading, no C libraries, one output.
  func runPrelude() throws {
    let write = Function("write", "To the output sink.", usage: "write(…)") { call in
      for argument in call.arguments { call.state.output(try call.state.text(of: argument)) }
      return Value.several([])
    }
    try load(Self.prelude, chunk: "=[host]").call([.declared(write)])
  }

  private static let prelude = #"""
    local write = ...
    local load_any, loadfile_any = load, loadfile

    function load(chunk, name, mode, ...)
      return load_any(chunk, name, "t", ...)
    end

    function loadfile(path, mode, ...)
      return loadfile_any(path, "t", ...)
    end

    function dofile(path)
      local chunk, message = loadfile_any(path, "t")
      if not chunk then error(message, 2) end
      return chunk()
    end

    -- A handler that runs for an interrupt would run without the hook, and could hold it up for ever.
    local call_with, metatable_of = xpcall, getmetatable
    function xpcall(f, handler, ...)
      return call_with(f, function(problem)
        if metatable_of(problem) == "interrupt" then return problem end
        return handler(problem)
      end, ...)
    end

    -- Lua modules come as text, and never from C libraries.
    package.loadlib, package.cpath = nil, ""
    package.searchers = {
      package.searchers[1],
      function(name)
        local path, message = package.searchpath(name, package.path)
        if not path then return message end
        local chunk, problem = loadfile_any(path, "t")
        if not chunk then error(problem, 0) end
        return chunk, path
      end,
    }
    table.move(package.searchers, 1, 2, 1, package.searchers)

    -- What would unhook the interrupt, reach through protected metatables or change number syntax.
    debug = { traceback = debug.traceback, getinfo = debug.getinfo }
    package.loaded.debug = debug
    os.setlocale = nil

    local default_output, stdout = io.output, io.stdout
    local plain_write = io.write
    function io.write(...)
      if default_output() ~= stdout then return plain_write(...) end
      for i = 1, select("#", ...) do
        local value = select(i, ...)
        local kind = math.type(value) or type(value)
        if kind ~= "string" and kind ~= "integer" and kind ~= "float" then
          error("io.write: argument " .. i .. " is of the wrong kind (expected string, got " .. kind .. ")", 2)
        end
        write(value)
      end
      return stdout
    end
    """#
}
