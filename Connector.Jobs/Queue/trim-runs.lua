#!lua flags=allow-oom
-- trim-runs: forgets sync runs that nothing is left of: their retention is over, or their newest job's record is forgotten
-- uses     common, run-end
-- ARGV     ms of retention, from which rank by last change, how many are looked at: 0 for the retention alone
-- reads    runs, run:{id}, run:{id}:jobs, job:{id}
-- writes   runs, run:{id} and its lists
-- returns  how many were looked at, how many of them went
-- guarantee A run with an open or a dead job stays.

redis.call('ZREMRANGEBYSCORE', key('runs'), '-inf', now - tonumber(ARGV[1]))
local from, most, gone = tonumber(ARGV[2]), tonumber(ARGV[3]), 0
if most == 0 then
  return { 0, 0 }
end
local runs = redis.call('ZRANGE', key('runs'), from, from + most - 1)
for _, run in ipairs(runs) do
  local id = redis.call('LINDEX', key('run:' .. run) .. ':jobs', -1)
  if not id then
    redis.call('ZREM', key('runs'), run)
    gone = gone + 1
  elseif redis.call('EXISTS', key('job:' .. id)) == 0 and endRunOf(id, run) then
    gone = gone + 1
  end
end
return { #runs, gone }
