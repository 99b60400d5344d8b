-- Lua scripts run in Redis: Lua 5.1 without files and modules, with what Redis gives them. The scripts of Connector.Jobs come behind shared parts, files
-- without #!lua (Connector.Jobs/Script.cs): what those define is known to all; that a script declares the parts it uses is a test's business (ScriptTests).
std = "lua51"
max_line_length = 160
read_globals = { "redis", "cjson", "KEYS", "ARGV" }
exclude_files = { "artifacts", "**/obj", "**/bin" }

local parts = io.popen("grep -L '^#!lua' $(git ls-files -co --exclude-standard 'Connector.Jobs/*.lua')")
for part in parts:lines() do
  -- What a shared part defines, others use.
  files[part].ignore = { "211/.*" }
  for line in io.lines(part) do
    for name in (line:match("^local function ([%w_]+)") or line:match("^local ([%w_, ]+)") or ""):gmatch("[%w_]+") do
      table.insert(read_globals, name)
    end
  end
end
parts:close()
