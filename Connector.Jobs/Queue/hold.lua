#!lua flags=allow-oom
-- hold: a tenant's accounts are not taken, but for probes
-- uses     common, turns, operation
-- ARGV     tenant, reason, ms until the next probe, by: the person who holds it, or '' for a worker, side: what must recover, or '',
--          look: '1' if nobody's work met what is wrong, but a look at the tenant
-- reads    holds
-- writes   holds, due, operations
-- returns  1, or 0 if a person's hold is in a worker's way, or that of a pass in a look's
-- guarantee An existing hold keeps the time it began. A person's hold is never probed, and only a person changes or lifts it. A look makes a hold or changes
--           that of a look, and never one that a pass made, which knows better.

-- So long that nobody waits for it.
local never = 100 * 365 * 24 * 3600 * 1000

local tenant, reason, by, side, look = ARGV[1], ARGV[2], ARGV[4], ARGV[5], ARGV[6] == '1'
local hold = redis.call('HGET', key('holds'), tenant)
hold = hold and cjson.decode(hold)
if hold and by == '' and (hold.by or (look and not hold.look)) then
  return 0
end
local next = { reason = reason, since = hold and hold.since or now, probeAt = now + tonumber(ARGV[3]), side = side ~= '' and side or nil, look = look or nil }
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
