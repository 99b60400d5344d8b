#!lua flags=allow-oom
-- stop: a person stops writes, or lets them go on
-- uses     common, operation
-- ARGV     tenant or '' for all, set or lift, by, reason
-- writes   tenant:{tenant} and leashes, or write-stop; operations
-- returns  1, or 0 if it is so already
-- guarantee A stop that is set again keeps who set it first, and when.

local tenant, action, by, reason = unpack(ARGV)
local settings = key('tenant:' .. tenant)
local changed
if action == 'set' then
  local stop = cjson.encode({ by = by, reason = reason, at = now })
  changed = tenant == '' and redis.call('SETNX', key('write-stop'), stop) or redis.call('HSETNX', settings, 'writeStop', stop)
else
  changed = tenant == '' and redis.call('DEL', key('write-stop')) or redis.call('HDEL', settings, 'writeStop')
end
if changed == 1 then
  if tenant ~= '' then
    redis.call('SADD', key('leashes'), tenant)
  end
  operation(by, action == 'set' and 'stop-writes' or 'allow-writes', tenant, reason)
end
return changed
