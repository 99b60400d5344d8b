#!lua flags=allow-oom
-- resume: lifts a hold
-- uses     common, turns, operation
-- ARGV     tenant, by: the person who lifts it, or '' for a worker
-- reads    holds
-- writes   holds, due, operations; lifted, where it is a person
-- returns  1, or 0 if there was none, or a worker may not lift it
-- guarantee Only a person lifts a person's hold. When a person did is remembered: whoever remembers why not to ask the other side forgets it then.

local tenant, by = ARGV[1], ARGV[2]
local hold = redis.call('HGET', key('holds'), tenant)
if not hold or (by == '' and cjson.decode(hold).by) then
  return 0
end
redis.call('HDEL', key('holds'), tenant)
if by ~= '' then
  redis.call('HSET', key('lifted'), tenant, now)
end
operation(by, 'resume', tenant, cjson.decode(hold).reason)
lookAt(tenant, now)
wake('due')
return 1
