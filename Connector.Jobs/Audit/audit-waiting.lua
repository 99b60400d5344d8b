#!lua flags=no-writes
-- audit-waiting: whether a tenant with a list of waiting jobs has a turn
-- uses     common, finding
-- ARGV     tenant, first position, how many at most: 500
-- reads    waiting:{tenant}, waiting-turns
-- returns  the job ids, findings

local tenant = ARGV[1]
local ids = redis.call('LRANGE', key('waiting:' .. tenant), ARGV[2], ARGV[2] + ARGV[3] - 1)
if #ids > 0 and not redis.call('ZSCORE', key('waiting-turns'), tenant) then
  found('tenant-without-turn', 'waiting:' .. tenant, tenant, 0, 1)
end
return { ids, findings }
