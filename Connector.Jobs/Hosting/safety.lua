#!lua flags=no-writes
-- safety: whether what the server that holds the shard takes is safe there, and whose data it holds
-- uses     common
-- reads    layout
-- returns  maxmemory-policy, and 1 if there is an append-only file; the data's profile and layout version; '' for what the server does not say

local info = redis.call('INFO', 'memory') .. redis.call('INFO', 'persistence')
local found = redis.call('HMGET', key('layout'), 'profile', 'version')
return { string.match(info, 'maxmemory_policy:(%S+)') or '', string.match(info, 'aof_enabled:(%d)') or '', found[1] or '', found[2] or '' }
