#!lua flags=no-writes
-- read-runs: the runs that changed last, newest first
-- uses     common, run
-- ARGV     how many to skip, how many to return
-- reads    runs, run:{id}
-- returns  per run: its id and the fields of its hash, alternating names and values

local skip, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local answer = {}
for _, id in ipairs(redis.call('ZREVRANGE', key('runs'), skip, skip + most - 1)) do
  answer[#answer + 1] = { id, redis.call('HGETALL', runKey(id)) }
end
return answer
