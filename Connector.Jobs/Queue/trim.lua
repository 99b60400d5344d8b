#!lua flags=allow-oom
-- trim: forgets what the jobs of a tenant that ended first have left: of some the event, of some everything
-- ended:{tenant} (list)  ids of its finished jobs, the oldest first; those that the retention by age has taken are still in it until trimmed
-- bodiless (hash)        tenant -> how many of them, from the oldest on, have lost their event already
-- uses     common, run-end
-- ARGV     tenant, how many of the newest keep their record, how many of the newest keep their event, how many are looked at at most
-- reads    ended:{tenant}, bodiless
-- writes   ended:{tenant}, ended-tenants, bodiless, job:{id}, body:{id}; the run that has lost its newest job, see run-end.lua
-- returns  how many ids were taken off the list, how many had their event forgotten; nothing is left to do once both are 0
-- guarantee Changes no counter, and no job that is not finished: an id that was used again after its record had gone is left alone.

local tenant, most = ARGV[1], tonumber(ARGV[4])
local list = key('ended:' .. tenant)
local length = redis.call('LLEN', list)
local bare = tonumber(redis.call('HGET', key('bodiless'), tenant) or 0)

local surplus = math.min(most, length - tonumber(ARGV[2]))
if surplus > 0 then
  for _, id in ipairs(redis.call('LPOP', list, surplus)) do
    local job = redis.call('HMGET', key('job:' .. id), 'state', 'run', 'entity')
    if job[1] == 'finished' then
      redis.call('DEL', key('job:' .. id), key('body:' .. id))
      endRunOf(id, job[2], tenant, job[3])
    end
  end
  if surplus == length then
    redis.call('SREM', key('ended-tenants'), tenant)
  end
  if bare > surplus then
    redis.call('HSET', key('bodiless'), tenant, bare - surplus)
  elseif bare > 0 then
    redis.call('HDEL', key('bodiless'), tenant)
  end
  return { surplus, 0 }
end

local more = math.min(most, length - tonumber(ARGV[3]) - bare)
if more <= 0 then
  return { 0, 0 }
end
for _, id in ipairs(redis.call('LRANGE', list, bare, bare + more - 1)) do
  if redis.call('HGET', key('job:' .. id), 'state') == 'finished' then
    redis.call('DEL', key('body:' .. id))
  end
end
redis.call('HSET', key('bodiless'), tenant, bare + more)
return { 0, more }
