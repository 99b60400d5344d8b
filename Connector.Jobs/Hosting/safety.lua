#!lua flags=no-writes
-- safety: whether what the server that holds the shard takes is safe there
-- returns  maxmemory-policy, and 1 if there is an append-only file; '' for what the server does not say

local info = redis.call('INFO', 'memory') .. redis.call('INFO', 'persistence')
return { string.match(info, 'maxmemory_policy:(%S+)') or '', string.match(info, 'aof_enabled:(%d)') or '' }
