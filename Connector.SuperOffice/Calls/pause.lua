#!lua flags=allow-oom
-- pause: SuperOffice asked to be left alone
-- KEYS     the tenant's prefix
-- ARGV     ms from now
-- writes   calls:pause (string)   exists while nothing may be sent
-- returns  ms that are left of the pause
-- guarantee A pause is prolonged, never shortened.

local pause = KEYS[1] .. 'calls:pause'
local left = redis.call('PTTL', pause)
if left < tonumber(ARGV[1]) then
  redis.call('SET', pause, '1', 'PX', ARGV[1])
  return tonumber(ARGV[1])
end
return left
