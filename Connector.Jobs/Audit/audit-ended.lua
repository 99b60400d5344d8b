#!lua flags=no-writes
-- audit-ended: whether a tenant's ended jobs will be trimmed
-- uses     common, finding
-- ARGV     tenant
-- reads    ended:{tenant}, ended-tenants, bodiless
-- returns  findings

local length = redis.call('LLEN', key('ended:' .. ARGV[1]))
if length > 0 and redis.call('SISMEMBER', key('ended-tenants'), ARGV[1]) == 0 then
  found('ended-untrimmed', 'ended:' .. ARGV[1], ARGV[1])
elseif tonumber(redis.call('HGET', key('bodiless'), ARGV[1]) or 0) > length then
  found('ended-untrimmed', 'bodiless', ARGV[1])
end
return { findings }
