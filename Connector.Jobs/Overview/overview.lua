#!lua flags=no-writes
-- overview: what a person should know of all tenants without looking, for metrics
-- uses     common
-- reads    holds, drain, leashes, tenant:{tenant}, write-stop, tenants, waiting-turns, waiting:{tenant}, job:{id}, turns, due, due:{tenant}
-- returns  ms that the work has been due which has been so for longest, 0 if none is; ms since a worker last said which tenants it has, -1 if none
--          ever did; then lists: held tenants, each with what it is held for; tenants whose writes a person stopped, '' for all; tenants that the
--          brake lowered
-- guarantee Looks at no more than the 100 tenants whose turn it is, at the 100 that are due first and at the 100 with events that wait longest. Work of
--           a held tenant, or during a drain, is not due: nobody is to take it.

local mostTenants = 100
local longest = 0

local function since(at)
  longest = math.max(longest, now - (tonumber(at or nil) or now))
end

local held, sides = {}, {}
local holds = redis.call('HGETALL', key('holds'))
for i = 1, #holds, 2 do
  local hold = cjson.decode(holds[i + 1])
  held[holds[i]] = true
  sides[#sides + 1] = holds[i]
  sides[#sides + 1] = hold.by and 'person' or hold.side or 'unknown'
end

for _, tenant in ipairs(redis.call('ZRANGE', key('waiting-turns'), 0, mostTenants - 1)) do
  local job = redis.call('LINDEX', key('waiting:' .. tenant), 0)
  since(job and redis.call('HGET', key('job:' .. job), 'receivedAt'))
end

if redis.call('EXISTS', key('drain')) == 0 then
  for _, tenants in ipairs({
    redis.call('ZRANGE', key('turns'), 0, mostTenants - 1),
    redis.call('ZRANGE', key('due'), '-inf', now, 'BYSCORE', 'LIMIT', 0, mostTenants),
  }) do
    for _, tenant in ipairs(tenants) do
      if not held[tenant] then
        since(redis.call('ZRANGE', key('due:' .. tenant), 0, 0, 'WITHSCORES')[2])
      end
    end
  end
end

local stopped, braked = {}, {}
if redis.call('EXISTS', key('write-stop')) == 1 then
  stopped[1] = ''
end
for _, tenant in ipairs(redis.call('SMEMBERS', key('leashes'))) do
  local settings = redis.call('HMGET', key('tenant:' .. tenant), 'writeStop', 'modeBy')
  if settings[1] then
    stopped[#stopped + 1] = tenant
  end
  if settings[2] == 'brake' then
    braked[#braked + 1] = tenant
  end
end

local seen = -1
for _, at in ipairs(redis.call('HVALS', key('tenants'))) do
  local ago = math.max(0, now - tonumber(at))
  seen = seen < 0 and ago or math.min(seen, ago)
end

return { longest, seen, sides, stopped, braked }
