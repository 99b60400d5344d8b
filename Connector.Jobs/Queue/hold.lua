#!lua flags=allow-oom
-- hold: a tenant's accounts are not taken, but for probes
-- uses     common, turns, operation
-- ARGV     tenant, reason, ms until the next probe, by: the person who holds it, or '' for a worker
-- reads    holds
-- writes   holds, due, operations
-- returns  1, or 0 if a person's hold is in a worker's way
-- guarantee An existing hold keeps the time it began. A person's hold is never probed, and only a person changes or lifts it.

-- So long that nobody waits for it.
local never = 100 * 365 * 24 * 3600 * 1000

local tenant, reason, by = ARGV[1], ARGV[2], ARGV[4]
local hold = redis.call('HGET', key('holds'), tenant)
hold = hold and cjson.decode(hold)
if hold and hold.by and by == '' then
  return 0
end
local next = { reason = reason, since = hold and hold.since or now, probeAt = now + tonumber(ARGV[3]) }
if by ~= '' then
  next.by = by
  next.probeAt = now + never
end
redis.call('HSET', key('holds'), tenant, cjson.encode(next))
if hold then
  lookAt(tenant, next.probeAt)
end
operation(by, 'hold', tenant, reason)
wake('due')
return 1
