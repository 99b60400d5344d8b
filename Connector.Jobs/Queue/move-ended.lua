#!lua flags=allow-oom
-- move-ended: what the version before knows as ended, in one list for all tenants, becomes the oldest of each tenant's own
-- ended (list)  ids of jobs that a process of the version before has finished, the oldest first
-- uses     common
-- ARGV     how many are moved at most
-- reads    job:{id}
-- writes   ended, ended:{tenant}, ended-tenants, bodiless
-- returns  how many ids were taken off the list
-- guarantee The order stays; an id whose record is gone is forgotten. This can go once nobody upgrades from that version any more.

local ids = redis.call('RPOP', key('ended'), ARGV[1]) or {}
for _, id in ipairs(ids) do
  local tenant = redis.call('HGET', key('job:' .. id), 'tenant')
  if tenant then
    redis.call('LPUSH', key('ended:' .. tenant), id)
    redis.call('SADD', key('ended-tenants'), tenant)
    redis.call('HDEL', key('bodiless'), tenant)
  end
end
return #ids
