#!lua flags=allow-oom
-- unreadable: notes that a record met an answer that nobody can read, and counts those that did
-- unreadable:{tenant}:{side} (sorted set)   records by when they last met one of that side's
-- uses     common
-- ARGV     tenant, side, entity, ms after which one counts no more
-- writes   unreadable:{tenant}:{side}, which expires then
-- returns  how many records met one since, this one included
-- guarantee The records of all workers count together, each once.

local records = key('unreadable:' .. ARGV[1] .. ':' .. ARGV[2])
redis.call('ZADD', records, now, ARGV[3])
redis.call('ZREMRANGEBYSCORE', records, '-inf', now - tonumber(ARGV[4]))
redis.call('PEXPIRE', records, ARGV[4])
return redis.call('ZCARD', records)
