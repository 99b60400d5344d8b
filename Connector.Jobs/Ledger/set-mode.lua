#!lua flags=allow-oom
-- set-mode: a person raises or lowers a tenant's mode
-- uses     common, permission, operation
-- ARGV     tenant, raise or lower, mode, by, reason
-- writes   tenant:{tenant}, leashes, troubles:{tenant}, operations
-- returns  1, or 0 if the mode is there already or lies in the other direction
-- guarantee Raised, the tenant starts with a clean record: what the brake counted before is forgotten.

local tenant, direction, mode, by, reason = unpack(ARGV)
local settings = key('tenant:' .. tenant)
local present = redis.call('HGET', settings, 'mode')
local from, to = present and (modes[present] or 0) or 2, modes[mode]
if (direction == 'raise' and to <= from) or (direction == 'lower' and to >= from) then
  return 0
end
redis.call('HSET', settings, 'mode', mode, 'modeBy', by, 'modeReason', reason, 'modeAt', now)
redis.call('SADD', key('leashes'), tenant)
if direction == 'raise' then
  redis.call('DEL', key('troubles:' .. tenant))
end
operation(by, 'mode', tenant, mode .. ': ' .. reason)
return 1
