#!lua flags=no-writes
-- read-runs: the runs that changed last, newest first
-- uses     common, shown
-- ARGV     how many to skip, how many to return
-- reads    runs, run:{id} and its lists, job:{id}, processing, proposal:{tenant}:{entity}; of runs without a name runs-of:{tenant}:{entity}
-- returns  per run what shownRun says

local skip, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local answer = {}
for _, id in ipairs(redis.call('ZREVRANGE', key('runs'), skip, skip + most - 1)) do
  answer[#answer + 1] = shownRun(id)
end
return answer
