#!lua flags=allow-oom
-- resume: lifts a hold
-- uses     common, turns, operation
-- ARGV     tenant, by: the person who lifts it, or '' for a worker, look: '1' if it is a look at the tenant that found it over
-- reads    holds
-- writes   holds, due, operations; lifted, where it is a person
-- returns  1, or 0 if there was none, or a worker may not lift it
-- guarantee Only a person lifts a person's hold. A look lifts only that of a look.
--           When a person did is remembered: whoever remembers why not to ask the other side forgets it then.

local tenant, by = ARGV[1], ARGV[2]
local hold = redis.call('HGET', key('holds'), tenant)
if not hold then
  return 0
end
hold = cjson.decode(hold)
if by == '' and (hold.by or (ARGV[3] == '1' and not hold.look)) then
  return 0
end
redis.call('HDEL', key('holds'), tenant)
if by ~= '' then
  redis.call('HSET', key('lifted'), tenant, now)
end
operation(by, 'resume', tenant, hold.reason)
lookAt(tenant, now)
wake('due')
return 1
