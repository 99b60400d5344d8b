#!lua flags=allow-oom
-- probe: a held tenant's next probe may go at once
-- uses     common, turns
-- ARGV     tenant
-- reads    holds
-- writes   holds, due
-- returns  1, or 0 if no worker holds it
-- guarantee Makes no hold, lifts none, and leaves a person's alone.

local hold = redis.call('HGET', key('holds'), ARGV[1])
hold = hold and cjson.decode(hold)
if not hold or hold.by then
  return 0
end
hold.probeAt = now
redis.call('HSET', key('holds'), ARGV[1], cjson.encode(hold))
lookAt(ARGV[1], now)
wake('due')
return 1
